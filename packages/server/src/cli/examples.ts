import { isRefusal } from '@tallymark/core'
import type { Engine } from '../engine/engine.ts'
import type { Trace } from './trace.ts'

/** What of a replayed trace is worth looking at. */
export interface Examples {
  readonly conversationId: string
  /** The message that most users read. */
  readonly messageId: string
  /** Somebody who read it. */
  readonly readerId: string
  /** Somebody who has not read it, but could. */
  readonly pendingId: string
}

/** How many of the messages that most users read are looked at. */
const CANDIDATES = 20

/** Chooses from what the store holds now; `undefined` where nothing of the trace can be shown any more. */
export async function chooseExamples(engine: Engine, trace: Trace): Promise<Examples | undefined> {
  const { conversationId } = trace
  let best: (Examples & { readonly readCount: number }) | undefined
  for (const messageId of trace.messageIds.slice(0, CANDIDATES)) {
    const read = await engine.getMessageStatus({ conversationId, messageId, filter: 'read', limit: 1 })
    if (isRefusal(read) || read.readCount <= (best?.readCount ?? 0)) continue
    const pending = await engine.getMessageStatus({ conversationId, messageId, filter: 'pending', limit: 1 })
    const readerId = read.recipientStatuses?.[0]?.userId
    const pendingId = isRefusal(pending) ? undefined : pending.recipientStatuses?.[0]?.userId
    if (readerId === undefined || pendingId === undefined) continue
    best = { conversationId, messageId, readerId, pendingId, readCount: read.readCount }
  }
  return best
}
