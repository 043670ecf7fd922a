import { isRefusal, type Refusal } from '@tallymark/core'
import * as z from 'zod'
import type { Identity } from '../../access/identity.ts'
import { conversationId } from '../../engine/schema.ts'
import { type Marked, type MarkOfKind, target, withOneTarget } from '../../engine/use-cases/mark.ts'
import { MARK_MANY_MAX } from '../../engine/use-cases/mark-many.ts'
import { actingAs, knownTo } from '../acting.ts'
import { markedMany } from '../answers/marks.ts'
import type { App, RouteParts } from '../app.ts'
import { operation } from '../openapi/operation.ts'
import { problemOf } from '../problem.ts'
import { recipientId } from '../schema.ts'
import { send } from '../send.ts'

const mark = withOneTarget(
  z.strictObject({
    conversationId,
    kind: z.enum(['delivered', 'read']),
    recipientId,
    ...target,
    private: z.boolean().optional(),
  }),
)

const markMany = operation({
  id: 'markMany',
  tag: 'Marks',
  summary: 'Marks in many conversations, with a result for each; within one conversation all or nothing',
  description:
    'A mark that is refused has its code and sentence at its place, and does not hold up those of other conversations.',
  example: { marks: [{ conversationId: 'c1', kind: 'read', recipientId: 'bo', upToMessageId: 'm1' }] },
  takes: { body: z.strictObject({ marks: z.array(mark).min(1).max(MARK_MANY_MAX) }) },
  answers: { 200: ['A result for each mark, in the same order', markedMany] },
  refusals: ['not_yours'],
})

/** Takes marks of many conversations at once (RCP6). */
export function addMarkManyRoute(app: App, { engine, meters }: RouteParts): void {
  app.post('/v1/marks', { schema: markMany }, async ({ identity, body }, reply) => {
    const marks = ownMarks(identity, body.marks)
    if ('refused' in marks) return send(reply, marks)
    const outcomes = await engine.markMany(marks)
    outcomes.forEach((outcome, i) => {
      if (isRefusal(outcome)) meters.refusal(outcome.refused)
      else meters.marks((marks[i] as MarkOfKind).kind, 1)
    })
    return send(reply, { results: outcomes.map((outcome) => resultOf(knownTo(identity, outcome))) })
  })
}

/** The marks with their recipients; one that is for another refuses them all (ACC4). */
function ownMarks(identity: Identity, marks: readonly z.output<typeof mark>[]): readonly MarkOfKind[] | Refusal {
  const own: MarkOfKind[] = []
  for (const [i, one] of marks.entries()) {
    const recipient = actingAs(identity, one.recipientId, `marks.${i}.recipientId`)
    if (isRefusal(recipient)) return recipient
    own.push({ ...one, recipientId: recipient })
  }
  return own
}

function resultOf(outcome: Marked | Refusal) {
  if (!isRefusal(outcome)) return outcome
  const { code, title, detail, status } = problemOf(outcome)
  return { code, title, detail, status }
}
