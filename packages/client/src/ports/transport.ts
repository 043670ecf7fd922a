/** A way to reach a server: starts to connect at once, and tells of what comes of it later. */
export type Transport = (call: Call) => Wire

/** What a transport needs to connect, and whom it tells. Nothing is told after `ended`, nor after the wire was closed. */
export interface Call {
  /** The server's address, without a slash at its end, by http(s) or ws(s). */
  readonly url: string
  readonly token: string
  /** Whose feed it is; an API key acts for it. */
  readonly userId: string
  /** A frame of the server has come, as text. */
  heard(text: string): void
  /** The connection is no more, or never was, with a close code. */
  ended(code: number): void
}

/** One connection. */
export interface Wire {
  /** Sends a frame; called only after something was heard. */
  send(text: string): void
  /** Goes on with a newer token. */
  renew(token: string): void
  close(): void
}

/** The code of a connection that was lost without a word. */
export const LOST = 1006
