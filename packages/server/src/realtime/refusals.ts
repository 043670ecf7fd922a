import { type NotAFrame, REFUSALS, REFUSED_ID_MAX_LENGTH, type Refusal, type Refused } from '@tallymark/core'
import { Frame } from './frame.ts'

/** What a refusal answers: a mark by its number, a watch by its conversation, or neither. */
export type RefusedOf = Pick<Refused, 'id' | 'conversationId'>

/** The frame of a refusal. */
export const refusedFrame = (refusal: Refusal, of: RefusedOf): Frame => {
  const { detail, retry } = REFUSALS[refusal.refused]
  const retryAfterMs = refusal.retryAfterMs
  return new Frame({
    type: 'refused',
    ...of,
    code: refusal.refused,
    detail: refusal.detail ?? detail,
    retry,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })
}

/** Why a frame is refused of which a field is not as it must be. */
export const refusalOfFields = ({ fault }: NotAFrame): Refusal => ({
  refused: 'invalid_input',
  detail: `The frame is not valid: ${fault.slice(1)}.`,
})

/** What a refusal of such a frame answers, as far as that can be told: a conversation alone would say that it is not watched. */
export function namedBy({ said: { type, id, conversationId } = {} }: NotAFrame): RefusedOf {
  const isText = typeof conversationId === 'string' && conversationId.length <= REFUSED_ID_MAX_LENGTH
  const named = isText && conversationId.isWellFormed() ? { conversationId } : {}
  if (type === 'watch' || type === 'unwatch') return named
  const isNumbered = (type === 'mark' || type === 'markUnread') && Number.isSafeInteger(id) && (id as number) >= 0
  return isNumbered ? { id: id as number, ...named } : {}
}
