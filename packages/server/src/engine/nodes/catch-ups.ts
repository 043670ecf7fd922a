import type { CommitListener } from '../ports/commit-listener.ts'
import type { ConversationRecord } from '../ports/records.ts'
import type { Reader, Since } from '../ports/store.ts'
import type { Timers } from '../ports/timers.ts'
import type { Replicas } from '../replica/replicas.ts'
import type { ConversationNotice } from './notice.ts'

/** What catch-ups work with. */
export interface CatchUpsParts {
  readonly reader: Pick<Reader, 'changesSince'>
  readonly replicas: Replicas
  /** Takes what was read, as if it had been committed here. */
  readonly deliver: CommitListener
  /** Hears that something moved of which it cannot be told what. */
  readonly missed: () => void
  readonly timers: Timers
  readonly onFault: (fault: unknown) => void
}

/** More participants or commits than this are not looked up one by one. */
const NAMED_MAX = 1_000

/** After a reading that took so long, for how many times as long the conversation is not read again, and for how long at most. */
const REST_SHARE = 4
const REST_MAX_MS = 500

const LOSS =
  'The database has lost commits that were seen here, as in a failover or by a restore. ' +
  'Stop all nodes, run tallymark new-epoch and start them, or devices may go on showing what is lost.'

/** What is to be looked for in a conversation. */
interface Wanted {
  /** The versions that commits led to, as far as they moved what others may see; nothing where that is not known. */
  readonly versions: ReadonlySet<number> | undefined
  /** The highest of them. */
  readonly upTo: number
  /** The lowest head before one of them. */
  readonly head: number
  /** Whose rows they wrote; nothing where that is not known. */
  readonly ordinals: ReadonlySet<number> | undefined
}

/**
 * Brings what is watched here up to what others wrote: reads what became of a conversation since the version that is known, one reading at a time
 * for each, so that however many commits are heard of meanwhile, they make one more.
 */
export class CatchUps {
  readonly #parts: CatchUpsParts
  readonly #wanted = new Map<number, Wanted>()
  readonly #running = new Map<number, Promise<void>>()
  #hasToldOfLoss = false

  constructor(parts: CatchUpsParts) {
    this.#parts = parts
  }

  /** Somebody else committed something. */
  heard({ key, version, headBefore, ordinals }: ConversationNotice): void {
    const versions = new Set(version > 0 ? [version] : [])
    const who = ordinals === null ? undefined : new Set(ordinals)
    const head = headBefore ?? Number.MAX_SAFE_INTEGER
    this.#want(key, { versions, upTo: version, head, ordinals: who }).catch(this.#parts.onFault)
  }

  /** Resolves when the replica of a conversation, if there is one, is as new as this row of it. */
  async upTo({ conversationId, key, version, head }: ConversationRecord): Promise<void> {
    // It may have been begun before that row was there.
    await this.#parts.replicas.loaded(conversationId)
    const held = this.#parts.replicas.heldOf(key)
    if (held === undefined || held.version >= version) return
    await this.#want(key, { versions: undefined, upTo: version, head, ordinals: undefined })
  }

  /** Compares all replicas with the store, and brings those up to it that missed something (FED1); tells once where the store has lost something (NOD13). */
  async compare(): Promise<void> {
    const { behind, hasLost } = await this.#parts.replicas.compare()
    if (hasLost && !this.#hasToldOfLoss) {
      this.#hasToldOfLoss = true
      this.#parts.onFault(new Error(LOSS))
    }
    for (const row of behind) await this.upTo(row)
  }

  #want(key: number, wanted: Wanted): Promise<void> {
    const known = this.#wanted.get(key)
    this.#wanted.set(key, known === undefined ? wanted : together(known, wanted))
    const running = this.#running.get(key) ?? this.#run(key)
    this.#running.set(key, running)
    return running
  }

  async #run(key: number): Promise<void> {
    const { reader, replicas, deliver, missed, timers } = this.#parts
    // What is heard of in one turn of the loop is read together.
    await Promise.resolve()
    try {
      for (let wanted = this.#take(key); wanted !== undefined; wanted = this.#take(key)) {
        const since = sinceOf(wanted, replicas.heldOf(key))
        if (since === undefined) continue
        const beganAt = timers.now()
        const changes = await reader.changesSince(key, since)
        if (changes !== undefined) deliver(changes, since.version)
        else {
          replicas.lose(key)
          // Own truths and inboxes are in no replica.
          missed()
        }
        // However often a large conversation moves, reading it takes a bounded share of the time.
        if (this.#wanted.has(key)) await this.#rest(Math.min(REST_MAX_MS, REST_SHARE * (timers.now() - beganAt)))
      }
    } finally {
      // In the same moment in which nothing is wanted any more: who comes now begins anew.
      this.#running.delete(key)
    }
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => this.#parts.timers.after(ms, resolve))
  }

  #take(key: number): Wanted | undefined {
    const wanted = this.#wanted.get(key)
    this.#wanted.delete(key)
    return wanted
  }
}

const together = (a: Wanted, b: Wanted): Wanted => ({
  versions: union(a.versions, b.versions),
  upTo: Math.max(a.upTo, b.upTo),
  head: Math.min(a.head, b.head),
  ordinals: union(a.ordinals, b.ordinals),
})

function union(
  a: ReadonlySet<number> | undefined,
  b: ReadonlySet<number> | undefined,
): ReadonlySet<number> | undefined {
  if (a === undefined || b === undefined) return undefined
  const both = a.union(b)
  return both.size > NAMED_MAX ? undefined : both
}

/** Since when to read; nothing where all of it is known. */
function sinceOf({ versions, upTo, head: headBefore, ordinals }: Wanted, held: Since | undefined): Since | undefined {
  const who = ordinals && { ordinals: [...ordinals], upTo: upTo === 0 ? Number.MAX_SAFE_INTEGER : upTo }
  if (held === undefined) {
    const version = versionBefore(versions, upTo)
    return { version, head: headBefore, ...(who && isEachHeard(versions, version, upTo) && { moved: who }) }
  }
  const { version } = held
  const isOfMessages = headBefore !== Number.MAX_SAFE_INTEGER
  if (upTo <= version && ordinals?.size === 0 && !isOfMessages) return undefined
  return {
    // The replica may have been loaded with messages that inboxes have not been told of.
    version: isOfMessages ? Math.min(version, versionBefore(versions, upTo)) : version,
    head: Math.min(held.head, headBefore),
    ...(who && isEachHeard(versions, version, upTo) && { moved: { ...who, upTo: Math.max(upTo, version) } }),
  }
}

/** The version before all that was heard of; where that moved nothing that others may see, one that nothing is after. */
function versionBefore(versions: ReadonlySet<number> | undefined, upTo: number): number {
  if (upTo === 0) return Number.MAX_SAFE_INTEGER
  return (versions === undefined ? upTo : Math.min(...versions)) - 1
}

/** Whether nothing lies between what is held and the newest that was not heard of: that may concern anybody. */
function isEachHeard(versions: ReadonlySet<number> | undefined, held: number, upTo: number): boolean {
  if (versions === undefined) return false
  for (let version = held + 1; version <= upTo; version += 1) if (!versions.has(version)) return false
  return true
}
