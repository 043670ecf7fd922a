/** What stands where a user has no picture: the first letters of the first and the last word of its name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends
    .map((word = '') => String.fromCodePoint(word.codePointAt(0) ?? 0x20).toLocaleUpperCase())
    .join('')
    .trim()
}

/** A colour that is always the same for a user, in degrees of hue; those of ids that differ a little lie far apart. */
export const hueOf = (userId: string): number =>
  ([...userId].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9_973, 7) * 137) % 360
