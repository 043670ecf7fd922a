import { REFUSALS, type Refusal, type Refused } from '@tallymark/core'
import { Frame } from './frame.ts'

/** The frame of a refusal: of a mark by its number, of a watch by its conversation, or of neither. */
export const refusedFrame = (refusal: Refusal, of: Pick<Refused, 'id' | 'conversationId'>): Frame => {
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
