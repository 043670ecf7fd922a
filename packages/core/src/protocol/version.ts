/** The subprotocol of this version, as it stands in Sec-WebSocket-Protocol. */
export const SUBPROTOCOL = 'tallymark.1'

/** Every version there was, with the SHA-256 of its frames' shapes (`{client, server}` as JSON) and what was new. */
export const PROTOCOL_HISTORY = [
  {
    subprotocol: 'tallymark.1',
    shapes: 'ecbc4511c624995281a5200a831b79eb2e7ed3447d67f14ca1dc942dd58ed10c',
    what: 'the first',
  },
] as const
