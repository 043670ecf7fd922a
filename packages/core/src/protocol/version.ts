/** The subprotocol of this version, as it stands in Sec-WebSocket-Protocol. */
export const SUBPROTOCOL = 'tallymark.1'

/** Every version there was, with the SHA-256 of its frames' shapes (`{client, server}` as JSON) and what was new. */
export const PROTOCOL_HISTORY = [
  {
    subprotocol: 'tallymark.1',
    shapes: 'a288f9db2bd3ed9d036eaaec498c3a187dd87126a857403392eb1876ca939afb',
    what: 'the first',
  },
] as const
