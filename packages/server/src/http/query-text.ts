/** What stands for a value that is not UTF-8: no schema takes it. */
const NOT_TEXT = '\uD800'

/** The fields of a query; one that is there twice is a list. Never throws: what cannot be decoded becomes text that no schema takes. */
export function parseQuery(query: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = Object.create(null)
  for (const pair of query === '' ? [] : query.split('&')) {
    const at = pair.indexOf('=')
    const name = decode(at === -1 ? pair : pair.slice(0, at))
    const value = at === -1 ? '' : decode(pair.slice(at + 1))
    const before = fields[name]
    fields[name] = before === undefined ? value : [before, value].flat()
  }
  return fields
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return NOT_TEXT
  }
}
