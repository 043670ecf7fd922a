import { TOKEN_MAX_LENGTH } from './hello.ts'
import { record, text } from './shape.ts'

/** A newer token of the same user, so that the connection outlives the one it began with. */
export interface Renew {
  readonly type: 'renew'
  readonly token: string
}

export const RENEW = record({ token: text(TOKEN_MAX_LENGTH) })
