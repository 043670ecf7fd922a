/** The subprotocol of this version, as it stands in Sec-WebSocket-Protocol. */
export const SUBPROTOCOL = 'tallymark.1'

/** Every version there was, with the SHA-256 of its frames' shapes (`{client, server}` as JSON) and what was new. */
export const PROTOCOL_HISTORY = [
  {
    subprotocol: 'tallymark.1',
    shapes: '611d003ee3df18c1f3a00727c77e127598e9ceb67714d41cdb0b637e79af6069',
    what: 'the first',
  },
] as const
