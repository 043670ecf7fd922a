import { type ConversationId, isRefusal, type Refusal, refuse, type UserId } from '@tallymark/core'
import type { ConversationNotice } from '../engine/nodes/notice.ts'
import type { ParticipantRecord } from '../engine/ports/records.ts'
import type { Changes } from '../engine/ports/store.ts'
import type { Moved, Replica } from '../engine/replica/replica.ts'
import type { ReplicaListener } from '../engine/replica/replicas.ts'
import { standing } from '../engine/standing.ts'
import { FanOut, type FanOutParts } from './fan-out.ts'
import type { Watch } from './watch.ts'

/** How long a conversation stays in memory after its last watcher left, in milliseconds. */
const IDLE_MS = 30_000
/** How many own truths are compared in one question to the store. */
const COMPARED_AT_ONCE = 500

/** Who may watch a conversation: a participant with its own truth, or the chat itself. */
type Admission = ParticipantRecord | 'chat'

/** The conversations that anybody watches. */
export class FanOuts implements ReplicaListener {
  readonly #parts: FanOutParts
  readonly #fanOuts = new Map<ConversationId, FanOut>()
  /** Those that have watchers with a truth of their own, by the store's key. */
  readonly #byKey = new Map<number, FanOut>()
  readonly #idleSince = new Map<ConversationId, number>()
  /** For each watch that is being let in, by viewer: the rows that commits were heard to write meanwhile. */
  readonly #entering = new Map<UserId | 'chat', Set<ParticipantRecord[]>>()

  constructor(parts: FanOutParts) {
    this.#parts = parts
  }

  /** How many conversations are watched, and how often. */
  get counts(): { readonly conversations: number; readonly watches: number } {
    let watches = 0
    for (const fanOut of this.#fanOuts.values()) watches += fanOut.count
    return { conversations: this.#fanOuts.size, watches }
  }

  /** Lets a watch in and tells it for the first time, or says why its viewer may not watch (FED12). Rejects with what the store threw. */
  async admit(watch: Watch, viewer: UserId | 'chat'): Promise<Refusal | undefined> {
    const heard: ParticipantRecord[] = []
    const entering = this.#entering.get(viewer) ?? new Set()
    this.#entering.set(viewer, entering.add(heard))
    try {
      const admission = await this.#admission(watch.conversationId, viewer)
      if (isRefusal(admission)) return admission
      if (watch.isEnded) return undefined
      watch.own = newestOf(admission, heard)
    } finally {
      entering.delete(heard)
      if (entering.size === 0) this.#entering.delete(viewer)
    }
    await this.watch(watch)
    return undefined
  }

  /** As whom a viewer may watch. What is kept here of the conversation is then as new as the store was at the asking (NOD1). */
  async #admission(id: ConversationId, viewer: UserId | 'chat'): Promise<Admission | Refusal> {
    const participants = viewer === 'chat' ? [] : [[id, viewer] as const]
    const found = await this.#parts.reader.find({ conversations: [id], participants })
    const [conversation] = found.conversations
    if (conversation !== undefined) {
      this.#parts.replicas.met(conversation)
      await this.#parts.catchUps.upTo(conversation)
    }
    if (viewer === 'chat') return conversation === undefined ? refuse('unknown_conversation') : 'chat'
    const [participant] = found.participants
    if (conversation === undefined || participant === undefined) return refuse('not_a_participant')
    return standing(participant) ?? participant
  }

  /** Begins a watch, or goes on with it after it moved. Rejects with what the store threw. */
  async watch(watch: Watch): Promise<void> {
    const fanOut = this.#fanOut(watch.conversationId)
    this.#idleSince.delete(watch.conversationId)
    if (watch.truth !== undefined) this.#byKey.set(watch.truth.conversationKey, fanOut)
    await fanOut.admit(watch)
  }

  leave(watch: Watch): void {
    watch.isEnded = true
    // One that was not admitted yet is in no fan-out.
    if (watch.own === undefined) return
    this.#fanOuts.get(watch.conversationId)?.leave(watch)
  }

  /** Tells a watch what it could not be told before (FED2). */
  async catchUp(watch: Watch): Promise<void> {
    await this.#fanOuts.get(watch.conversationId)?.catchUp(watch)
  }

  moved(replica: Replica, moved: Moved): void {
    this.#fanOuts.get(replica.id)?.moved(replica, moved)
  }

  lost(id: ConversationId): void {
    this.#fanOuts.get(id)?.lost()
  }

  removed(id: ConversationId): void {
    this.#fanOuts.get(id)?.removed()
    this.#end(id)
  }

  /** Tells viewers of their own truths. To be called after the replicas moved. */
  committed(changes: Changes): void {
    if (this.#byKey.size === 0 && this.#entering.size === 0) return
    for (const rows of [changes.newParticipants, changes.participants])
      for (const row of rows) {
        for (const heard of this.#entering.get(row.userId) ?? []) heard.push(row)
        this.#byKey.get(row.conversationKey)?.ownMoved(row)
      }
    for (const key of changes.erasedUserKeys) for (const fanOut of this.#fanOuts.values()) fanOut.erased(key)
  }

  /** Whether anybody here watches what another process committed in. */
  follows({ key }: ConversationNotice): boolean {
    return this.#byKey.has(key)
  }

  /** Compares the own truths with the store (FED1). */
  async compare(): Promise<void> {
    const watches = [...this.#fanOuts.values()].flatMap((fanOut) => [...fanOut.watches()])
    const users = leastOfEach(watches)
    for (let i = 0; i < users.length; i += COMPARED_AT_ONCE) {
      const some = users.slice(i, i + COMPARED_AT_ONCE)
      const { participants } = await this.#parts.reader.find({ participants: some.map(({ pair }) => pair) })
      some.forEach(({ pair, own }, j) => {
        const row = participants[j]
        const fanOut = this.#fanOuts.get(pair[0])
        const isSame = row?.ordinal === own.ordinal && row.conversationKey === own.conversationKey
        if (!isSame) fanOut?.erased(own.userKey)
        else if (row.revision > own.revision) fanOut?.ownMoved(row)
      })
    }
  }

  /** Lets go of what nobody has watched for a while. */
  sweep(): void {
    const now = this.#parts.timers.now()
    for (const [id, { count }] of this.#fanOuts) {
      const since = this.#idleSince.get(id) ?? now
      if (count > 0) this.#idleSince.delete(id)
      else this.#idleSince.set(id, since)
      if (count > 0 || now - since < IDLE_MS) continue
      this.#parts.replicas.drop(id)
      this.#end(id)
    }
  }

  end(): void {
    for (const id of [...this.#fanOuts.keys()]) this.#end(id)
  }

  #fanOut(id: ConversationId): FanOut {
    const known = this.#fanOuts.get(id)
    if (known !== undefined) return known
    const fanOut = new FanOut(id, this.#parts)
    this.#fanOuts.set(id, fanOut)
    return fanOut
  }

  #end(id: ConversationId): void {
    const fanOut = this.#fanOuts.get(id)
    fanOut?.end()
    this.#fanOuts.delete(id)
    this.#idleSince.delete(id)
    for (const [key, one] of this.#byKey) if (one === fanOut) this.#byKey.delete(key)
  }
}

/** What a commit has left of a viewer since it was asked for. */
function newestOf(admission: Admission, heard: readonly ParticipantRecord[]): Admission {
  if (admission === 'chat') return admission
  let newest = admission
  for (const row of heard) {
    const isSame = row.conversationKey === newest.conversationKey && row.ordinal === newest.ordinal
    if (isSame && row.revision > newest.revision) newest = row
  }
  return newest
}

interface OwnPair {
  readonly pair: readonly [ConversationId, UserId]
  readonly own: ParticipantRecord
}

/** Of what the devices of each viewer hold the oldest: one of them may have missed what another knows. */
function leastOfEach(watches: readonly Watch[]): readonly OwnPair[] {
  const pairs = new Map<string, OwnPair>()
  for (const { truth: own, conversationId } of watches) {
    if (own === undefined) continue
    const name = `${own.conversationKey} ${own.ordinal}`
    if (own.revision < (pairs.get(name)?.own.revision ?? Number.POSITIVE_INFINITY))
      pairs.set(name, { pair: [conversationId, own.userId], own })
  }
  return [...pairs.values()]
}
