// What an import of the style sheet gives: nothing by name.
export {}
