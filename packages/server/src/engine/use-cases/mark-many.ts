import { type ConversationId, isRefusal, type Refusal } from '@tallymark/core'
import * as z from 'zod'
import type { EngineParts } from '../parts.ts'
import { conversationId, userId } from '../schema.ts'
import { type Marked, type MarkOfKind, markCommand, target, withOneTarget } from './mark.ts'

/** The most marks that one request may hold. */
export const MARK_MANY_MAX = 1_000

export const markOfKind = withOneTarget(
  z.strictObject({
    conversationId,
    kind: z.enum(['delivered', 'read']),
    recipientId: userId,
    ...target,
    private: z.boolean().optional(),
  }),
)

export const markManyInput = z.array(markOfKind).min(1).max(MARK_MANY_MAX)

/** Marks in many conversations, with an outcome for each in the same order; within one conversation all or nothing (RCP6). */
export const markMany =
  ({ lanes, limits }: EngineParts) =>
  async (marks: readonly MarkOfKind[]): Promise<readonly (Marked | Refusal)[]> => {
    const byConversation = new Map<ConversationId, number[]>()
    marks.forEach((mark, i) => {
      const places = byConversation.get(mark.conversationId)
      if (places === undefined) byConversation.set(mark.conversationId, [i])
      else places.push(i)
    })
    const outcomes = new Array<Marked | Refusal>(marks.length)
    await Promise.all(
      [...byConversation.values()].map(async (places) => {
        const own = places.map((i) => marks[i] as MarkOfKind)
        const answers = await lanes.submit(markCommand(own, limits.maxRanges))
        places.forEach((place, i) => {
          outcomes[place] = isRefusal(answers) ? answers : (answers[i] as Marked | Refusal)
        })
      }),
    )
    return outcomes
  }
