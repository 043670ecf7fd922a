import { ID, record, text } from './shape.ts'

/** The longest token that is looked at. */
export const TOKEN_MAX_LENGTH = 16_384

/** The first frame of a connection: who it is. Nothing else is looked at before it is accepted. */
export interface Hello {
  readonly type: 'hello'
  /** A JWT, or an API key. */
  readonly token: string
  /** For whom an API key acts; without it, for the chat itself, which sees what a message's sender would. */
  readonly userId?: string
}

export const HELLO = record({ token: text(TOKEN_MAX_LENGTH) }, { userId: ID })
