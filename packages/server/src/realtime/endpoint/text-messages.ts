/** The first byte of a message that is text and whole. */
const WHOLE_TEXT = 0x81
/** Up to which length it stands in the second byte; what stands there instead if it follows in two bytes, or in eight. */
const SHORT_MAX = 125
const IN_TWO_BYTES = 126
const IN_EIGHT_BYTES = 127
const TWO_BYTES_MAX = 0xffff

/**
 * Texts in UTF-8 as messages from a server, one behind the other: each a frame of its own, unmasked (RFC 6455, 5.2). What many small messages cost
 * is to hand each of them to the network by itself.
 */
export function textMessages(texts: readonly Buffer[]): Buffer {
  let length = 0
  for (const text of texts) length += headLength(text.length) + text.length
  const messages = Buffer.allocUnsafe(length)
  let at = 0
  for (const text of texts) {
    at = writeHead(messages, at, text.length)
    messages.set(text, at)
    at += text.length
  }
  return messages
}

const headLength = (length: number): number => (length <= SHORT_MAX ? 2 : length <= TWO_BYTES_MAX ? 4 : 10)

/** Where what follows the head begins. */
function writeHead(messages: Buffer, at: number, length: number): number {
  messages[at] = WHOLE_TEXT
  if (length <= SHORT_MAX) messages[at + 1] = length
  else if (length <= TWO_BYTES_MAX) {
    messages[at + 1] = IN_TWO_BYTES
    messages.writeUInt16BE(length, at + 2)
  } else {
    messages[at + 1] = IN_EIGHT_BYTES
    messages.writeBigUInt64BE(BigInt(length), at + 2)
  }
  return at + headLength(length)
}
