import type { Store } from '../engine/ports/store.ts'
import type { SampleState } from './banner.ts'
import { isReplayed, replayTrace } from './replay-trace.ts'
import type { Trace } from './trace.ts'

/**
 * Replays the trace where that is still to be done (OPS4): into a database that was never used, or to the end where an earlier
 * start was killed in the middle of it. A database counts as used once it holds an API key.
 */
export async function prepareSample(store: Store, trace: Trace): Promise<SampleState> {
  const { path, conversationId } = trace
  if (await isReplayed(store, trace)) return { kind: 'there', path, conversationId }
  const { conversations } = await store.find({ conversations: [conversationId] })
  if (conversations[0] === undefined && (await store.apiKeys()).length > 0) return { kind: 'not-empty', path }
  return { kind: 'replayed', path, conversationId, replayed: await replayTrace(store, trace) }
}
