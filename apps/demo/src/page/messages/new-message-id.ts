/** An id for a message, random enough that none comes twice. Pages that are not served by https have no `randomUUID`. */
export function newMessageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return `m${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
