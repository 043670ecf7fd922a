import { COUNT, ID, orNull, record, text } from './shape.ts'

/** The hello was accepted. */
export interface Welcome {
  readonly type: 'welcome'
  /** Whose feed it is; `null` for the chat itself. */
  readonly userId: string | null
  /** The random name of this history: what was known of another one is void. */
  readonly epoch: string
  /** When the token ends, in milliseconds since 1970 by the server's clock; `null` if it does not. */
  readonly expiresAt: number | null
  /** For how long the token lasts from now, in milliseconds; `null` if it does not end. */
  readonly lastsMs: number | null
  /** How long the connection may be silent before the server holds it for dead, in milliseconds. */
  readonly silenceMs: number
  /** Names this feed where frames to the server go by requests of their own (server-sent events). */
  readonly session?: string
}

export const WELCOME = record(
  { userId: orNull(ID), epoch: text(64), expiresAt: orNull(COUNT), lastsMs: orNull(COUNT), silenceMs: COUNT },
  { session: text(64) },
)
