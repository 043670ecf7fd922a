/** Where a page ended, as a text that means nothing to its reader. */
export const toCursor = (place: string): string => Buffer.from(place, 'utf8').toString('base64url')

/** The place that a cursor names, or `undefined` if it is not one that `toCursor` made. */
export function fromCursor(cursor: string): string | undefined {
  const place = Buffer.from(cursor, 'base64url').toString('utf8')
  return toCursor(place) === cursor ? place : undefined
}
