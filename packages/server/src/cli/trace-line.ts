import * as z from 'zod'
import { distinct, MARK_MAX_MESSAGES, messageId, userId } from '../engine/schema.ts'

const at = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))

const traceLine = z.discriminatedUnion('type', [
  z.strictObject({ at, type: z.literal('join'), userId }),
  z.strictObject({ at, type: z.literal('leave'), userId }),
  z.strictObject({ at, type: z.literal('post'), userId, messageId }),
  z.strictObject({ at, type: z.literal('read'), userId, messageIds: distinct(messageId, MARK_MAX_MESSAGES) }),
])

/** One event of a trace, at its own time in milliseconds since 1970. */
export type TraceLine = z.output<typeof traceLine>

/** What a line of a trace means; `undefined` for one that means nothing. */
export function parseTraceLine(text: string): TraceLine | undefined {
  try {
    return traceLine.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
