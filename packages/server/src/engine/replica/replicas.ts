import type { ConversationId } from '@tallymark/core'
import type { ConversationRecord } from '../ports/records.ts'
import type { Changes, Reader, Since } from '../ports/store.ts'
import { byConversation, type ConversationChanges } from './conversation-changes.ts'
import { type Moved, Replica } from './replica.ts'

/** Hears what became of replicas. Called in the middle of things: it only notes what to do later. */
export interface ReplicaListener {
  moved(replica: Replica, moved: Moved): void
  /** What it holds is out of date: ask for it again. */
  lost(id: ConversationId): void
  /** The conversation is no more. */
  removed(id: ConversationId): void
}

/** What replicas are loaded from and how much they may take. */
export interface ReplicasParts {
  readonly reader: Pick<Reader, 'find' | 'members'>
  /** The most bytes that all replicas take, as far as they can be estimated. */
  readonly bytes: number
}

/** What a comparison with the store has shown. */
export interface Compared {
  /** The rows of those that missed something. */
  readonly behind: readonly ConversationRecord[]
  /** Whether the store has lost what is known here. */
  readonly hasLost: boolean
}

interface Missed {
  readonly changes: Changes
  readonly since: number | undefined
}

interface Loading {
  /** What was committed since the loading began. */
  readonly missed: Missed[]
  readonly loaded: Promise<Replica | undefined>
}

/** How many commits pass before all replicas are weighed again. */
const WEIGH_EVERY = 256
/** How many conversations are compared with the store in one question. */
const COMPARED_AT_ONCE = 500

/** The replicas of a process, by the ids of their conversations (FED11). */
export class Replicas {
  readonly #parts: ReplicasParts
  readonly #listeners = new Set<ReplicaListener>()
  /** In the order of use, the one used least recently first. */
  readonly #replicas = new Map<ConversationId, Replica>()
  readonly #ids = new Map<number, ConversationId>()
  /** Those that were given up for want of memory, with the version they had: the next commit calls for them again. */
  readonly #cold = new Map<ConversationId, { readonly key: number; readonly version: number }>()
  readonly #loading = new Map<ConversationId, Loading>()
  #commits = 0

  constructor(parts: ReplicasParts) {
    this.#parts = parts
  }

  get count(): number {
    return this.#replicas.size
  }

  /** About how many bytes all of them take. */
  get bytes(): number {
    let sum = 0
    for (const replica of this.#replicas.values()) sum += replica.bytes
    return sum
  }

  /** Tells a listener from now on; what is given back ends that. */
  listen(listener: ReplicaListener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** The replica if it is there. */
  peek(id: ConversationId): Replica | undefined {
    return this.#replicas.get(id)
  }

  /** The replica, loaded if need be; `undefined` if there is no such conversation. Rejects with what the store threw. */
  get(id: ConversationId): Replica | undefined | Promise<Replica | undefined> {
    const replica = this.#replicas.get(id)
    if (replica === undefined) return this.#loading.get(id)?.loaded ?? this.#load(id)
    this.#replicas.delete(id)
    this.#replicas.set(id, replica)
    return replica
  }

  /** Forgets a replica that nobody needs. */
  drop(id: ConversationId): void {
    const key = this.#replicas.get(id)?.key ?? this.#cold.get(id)?.key
    if (key === undefined) return
    this.#replicas.delete(id)
    this.#cold.delete(id)
    this.#ids.delete(key)
  }

  /** What is known of a conversation here, if anything is. */
  heldOf(key: number): Since | undefined {
    const id = this.#ids.get(key)
    const replica = id === undefined ? undefined : this.#replicas.get(id)
    return replica && { version: replica.version, head: replica.conversation.head }
  }

  /** Resolves once a replica that is being loaded is there, if one is. Never rejects. */
  async loaded(id: ConversationId): Promise<void> {
    await this.#loading.get(id)?.loaded.catch(() => undefined)
  }

  /** Whether something is or was known of a conversation, or will be in a moment. */
  mayHold(key: number): boolean {
    return this.#ids.has(key) || this.#loading.size > 0
  }

  /** Moves by a commit, or by what became of one conversation since a version. */
  committed(changes: Changes, since?: number): void {
    for (const { missed } of this.#loading.values()) missed.push({ changes, since })
    for (const key of changes.removedConversationKeys) this.#remove(key)
    if (this.#ids.size > 0) for (const [key, of] of byConversation(changes)) this.#move(key, of, changes, since)
    this.#commits += 1
    if (this.#commits % WEIGH_EVERY === 0) this.#weigh()
  }

  /** Takes a conversation as it was found in the store: what is known of another one that has or had its id is given up, though nobody told of a removal. */
  met({ conversationId, key }: ConversationRecord): void {
    const known = this.#replicas.get(conversationId) ?? this.#cold.get(conversationId)
    if (known !== undefined && known.key !== key) this.#lose(conversationId)
  }

  /** Gives up what is known of a conversation, because something moved of which is not known what. */
  lose(key: number): void {
    const id = this.#ids.get(key)
    if (id !== undefined) this.#lose(id)
  }

  /** Compares versions with the store. */
  async compare(): Promise<Compared> {
    const behind: ConversationRecord[] = []
    let hasLost = false
    const ids = [...this.#replicas.keys(), ...this.#cold.keys()]
    for (let i = 0; i < ids.length; i += COMPARED_AT_ONCE) {
      const some = ids.slice(i, i + COMPARED_AT_ONCE)
      const before = some.map((id) => this.#known(id))
      const { conversations } = await this.#parts.reader.find({ conversations: some })
      some.forEach((id, j) => {
        const known = this.#known(id)
        const [row, least] = [conversations[j], before[j]]
        if (known === undefined) return
        // What was known before it was asked for is in the store, if nothing was lost there.
        const isLost = row !== undefined && row.key === least?.key && row.version < least.version
        hasLost ||= isLost
        if (row?.key !== known.key || isLost) this.#lose(id)
        else if (row.version > known.version) {
          if (this.#cold.has(id)) this.#lose(id)
          else behind.push(row)
        }
      })
    }
    return { behind, hasLost }
  }

  #known(id: ConversationId): { readonly key: number; readonly version: number } | undefined {
    const known = this.#replicas.get(id) ?? this.#cold.get(id)
    return known && { key: known.key, version: known.version }
  }

  #move(key: number, of: ConversationChanges, changes: Changes, since: number | undefined): void {
    const id = this.#ids.get(key)
    if (id === undefined) return
    const replica = this.#replicas.get(id)
    if (replica === undefined) {
      if (of.conversation !== undefined) this.#lose(id)
      return
    }
    const moved = replica.apply(of, changes, since)
    if (moved === 'gap') this.#lose(id)
    else if (moved !== 'known') this.#tell((listener) => listener.moved(replica, moved))
  }

  #lose(id: ConversationId): void {
    this.drop(id)
    this.#tell((listener) => listener.lost(id))
  }

  #remove(key: number): void {
    const id = this.#ids.get(key)
    if (id === undefined) return
    this.drop(id)
    this.#tell((listener) => listener.removed(id))
  }

  #load(id: ConversationId): Promise<Replica | undefined> {
    const missed: Missed[] = []
    // Commits are heard of from here on, so what is read below together with them is complete, whenever it is read.
    const loaded = this.#read(id, missed).finally(() => this.#loading.delete(id))
    this.#loading.set(id, { missed, loaded })
    return loaded
  }

  async #read(id: ConversationId, missed: readonly Missed[]): Promise<Replica | undefined> {
    for (;;) {
      const conversation = await this.#row(id)
      if (conversation === undefined) return undefined
      const members = await this.#parts.reader.members(id)
      // The members may be as of any version between these two: what moved is known from the later one on.
      const later = await this.#row(id)
      if (later?.key !== conversation.key) continue
      const replica = new Replica(conversation, members, later.version)
      const outcome = caughtUp(replica, missed)
      if (outcome === 'removed') return undefined
      if (outcome === 'gap') continue
      this.#keep(id, replica)
      return replica
    }
  }

  async #row(id: ConversationId): Promise<ConversationRecord | undefined> {
    const { conversations } = await this.#parts.reader.find({ conversations: [id] })
    return conversations[0]
  }

  #keep(id: ConversationId, replica: Replica): void {
    const cold = this.#cold.get(id)
    this.drop(id)
    this.#replicas.set(id, replica)
    this.#ids.set(replica.key, id)
    this.#weigh()
    // Whoever holds what was known before hears by no commit any more that it moved since.
    if (cold !== undefined && cold.version < replica.version) this.#tell((listener) => listener.lost(id))
  }

  /** Gives up replicas until all fit, those used least recently first, but never the newest. */
  #weigh(): void {
    let bytes = this.bytes
    for (const [id, replica] of this.#replicas) {
      if (bytes <= this.#parts.bytes || this.#replicas.size === 1) return
      bytes -= replica.bytes
      this.#replicas.delete(id)
      this.#cold.set(id, { key: replica.key, version: replica.version })
    }
  }

  #tell(what: (listener: ReplicaListener) => void): void {
    for (const listener of this.#listeners) what(listener)
  }
}

/** Moves a replica by what was committed while it was being loaded; `'gap'` if something lies between. */
function caughtUp(replica: Replica, missed: readonly Missed[]): 'removed' | 'gap' | 'caught up' {
  for (const { changes, since } of missed) {
    if (changes.removedConversationKeys.includes(replica.key)) return 'removed'
    const of = byConversation(changes).get(replica.key)
    // The members may be as of a later version than the conversation: rows that are taken again end as the newest.
    if (of !== undefined && replica.apply(of, changes, since) === 'gap') return 'gap'
  }
  return 'caught up'
}
