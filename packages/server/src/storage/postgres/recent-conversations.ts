import type { ConversationId, MessageId, UserId } from '@tallymark/core'
import type { ConversationRecord, ParticipantRecord } from '../../engine/ports/records.ts'
import type { Changes, Wanted } from '../../engine/ports/store.ts'
import type { KeptRows } from '../kept-rows.ts'
import { Recent } from '../recent.ts'
import { RecentWithin } from '../recent-within.ts'
import type { MessagePlace } from '../row-answers.ts'
import type { Connection } from './connection.ts'
import type { CountedConversation, FoundRows } from './found-rows.ts'
import { KnownSeqs, type SeqLine, type Stretch } from './known-seqs.ts'

/** How many rows of each kind are kept at least. */
const LEAST = 10_000

/** Participants whose delivered set has more bounds than this are not kept, so that the memory is bounded. */
const MOST_BOUNDS = 50

/**
 * What is known of a conversation from the moment at which it was looked at, followed through our own commits: as long as the number of
 * its commits is this one, nobody else wrote in between, and the rows kept along this line are as they are stored.
 */
export interface Line extends SeqLine {
  /** The conversation's row as the last commit that was heard of left it. */
  row: ConversationRecord
  commits: number
  /** Of the last of them: where the database has lost commits, others come to the same number. */
  stamp: number
  /** Our commits that are on their way and will raise it by one each, in the order in which they were sent. */
  rising: readonly CommitUnderWay[]
  /** Whether one of them has failed: whatever was decided along this line may rest on it. */
  isBroken: boolean
}

/** A commit of ours that is on its way. */
export interface CommitUnderWay {
  /** What it leaves in each conversation that it writes to, and no other commit does. */
  readonly stamp: number
  /** The connection that it is sent on, as soon as it is known. */
  readonly connection: Promise<Connection>
  /** Resolves when it has ended, however it did. */
  readonly ended: Promise<void>
}

/** What a conversation must be like for a commit that was decided along a line: what all that are on their way will have left. */
export interface ExpectedLine {
  readonly key: number
  readonly commits: number
  /** That of the last one. */
  readonly stamp: number
}

export const expectedOf = ({
  key,
  commits,
  stamp,
  rising,
}: Pick<Line, 'key' | 'commits' | 'stamp' | 'rising'>): ExpectedLine => ({
  key,
  commits: commits + rising.length,
  stamp: rising.at(-1)?.stamp ?? stamp,
})

/** A line as it was when rows were looked up by it. */
interface SeenLine {
  readonly line: Line
  readonly commits: number
}

/** Rows that are kept, with the lines that they are kept along. */
export interface LookedUp {
  readonly rows: KeptRows
  readonly lines: ReadonlyMap<ConversationId, SeenLine>
}

/**
 * Whether rows that were looked up by a line are as the conversation was found now, or as they were before a commit of ours that has come
 * or is under way since: who begins meanwhile lays over what that one writes.
 */
export function holds({ line, commits }: SeenLine, found: CountedConversation | undefined): boolean {
  if (line.key !== found?.row.key || found.commits < commits) return false
  const ahead = found.commits - line.commits
  if (ahead > line.rising.length) return false
  const stamp = ahead === 0 ? line.stamp : line.rising[ahead - 1]?.stamp
  return stamp === undefined || stamp === found.stamp
}

/** Rows that transactions met lately, of each conversation along one line. */
export class RecentConversations {
  readonly #lines = new Recent<Line>(LEAST)
  readonly #participants = new RecentWithin<Line, UserId, ParticipantRecord>(LEAST)
  readonly #seqs = new KnownSeqs()

  /** Those of the wanted rows that are kept, and what they are kept by; of these conversations. */
  lookUp(wanted: Wanted, ids: readonly ConversationId[]): LookedUp {
    const lines = new Map<ConversationId, SeenLine>()
    for (const id of ids) {
      const line = this.#lines.get(id)
      if (line !== undefined) lines.set(id, { line, commits: line.commits })
    }
    const participantIn = (id: ConversationId, user: UserId): ParticipantRecord | undefined => {
      const line = lines.get(id)?.line
      return line && this.#participants.get(line, user)
    }
    const seqIn = (id: ConversationId, message: MessageId): number | undefined => {
      const line = lines.get(id)?.line
      return line && this.#seqs.get(line, message)
    }
    return {
      lines,
      rows: {
        conversations: (wanted.conversations ?? []).map((id) => lines.get(id)?.line.row),
        participants: (wanted.participants ?? []).map(([id, user]) => participantIn(id, user)),
        seqs: (wanted.seqs ?? []).map(([id, message]) => seqIn(id, message)),
      },
    }
  }

  /** Keeps rows that were found along the lines by which they were looked up, where these hold, and else along new ones. */
  learn(
    { conversations, found }: FoundRows,
    seen: LookedUp['lines'],
    seqs: Wanted['seqs'] = [],
  ): ReadonlyMap<number, Line> {
    const lines = new Map<number, Line>()
    for (const [id, one] of conversations) {
      const before = seen.get(id)
      const line = before !== undefined && holds(before, one) ? before.line : this.#newLine(one)
      if (line !== before?.line) this.#lines.put(id, line)
      // One that is rising has this row laid over when its commit has come.
      else if (line.rising.length === 0 && line.commits === one.commits) line.row = one.row
      lines.set(line.key, line)
    }
    const outdated = new Set<number>()
    for (const { row, commits } of conversations.values())
      if (commits < (lines.get(row.key)?.commits ?? 0)) outdated.add(row.key)
    // What was found before a commit that was heard of meanwhile is older than what that has left.
    for (const row of found.participants)
      if (row !== undefined && !outdated.has(row.conversationKey)) this.#keepParticipant(lines, row)
    seqs.forEach(([id, message], i) => {
      const [line, seq] = [lines.get(conversations.get(id)?.row.key ?? 0), found.seqs[i]]
      if (line !== undefined && seq !== undefined) this.#seqs.wanted(line, seq, message)
    })
    return lines
  }

  /** Keeps where messages stand that were looked up for lines: as long as these hold, it is so. */
  learnPlaces(places: readonly MessagePlace[], { lines: seen }: LookedUp): void {
    const lines = new Map<number, Line>()
    for (const { line } of seen.values()) lines.set(line.key, line)
    for (const [key, seq, id] of places) {
      const line = lines.get(key)
      if (line !== undefined) this.#seqs.wanted(line, seq, id)
    }
  }

  /** The messages that will be wanted soon, as far as it is not known where they stand: to be looked up, and learnt. */
  takeStretches(): readonly Stretch[] {
    return this.#seqs.takeStretches()
  }

  /** Keeps where messages of these stretches stand. */
  learnStretches(places: readonly MessagePlace[], stretches: readonly Stretch[]): void {
    const lines = new Map(stretches.map(({ line }) => [line.key, line]))
    for (const [key, seq, id] of places) {
      const line = lines.get(key)
      if (line !== undefined) this.#seqs.put(line, seq, id)
    }
  }

  /** Goes along with a commit of ours that raised these lines by one. */
  follow(changes: Changes, lines: ReadonlyMap<number, Line>): void {
    for (const row of changes.conversations) {
      const line = lines.get(row.key)
      if (line !== undefined) line.row = row
    }
    for (const row of [...changes.newParticipants, ...changes.participants]) this.#keepParticipant(lines, row)
    for (const { conversationKey, messageId, seq } of changes.newMessages) {
      const line = lines.get(conversationKey)
      if (line !== undefined) this.#seqs.put(line, seq, messageId)
    }
  }

  /** Lets go of these conversations. */
  drop(ids: Iterable<ConversationId>): void {
    for (const id of ids) this.#lines.delete(id)
  }

  /** Lets go of everything. */
  forget(): void {
    for (const rows of [this.#lines, this.#participants, this.#seqs]) rows.clear()
  }

  #newLine({ row, commits, stamp }: CountedConversation): Line {
    return { key: row.key, knownUpTo: 0, row, commits, stamp, rising: [], isBroken: false }
  }

  #keepParticipant(lines: ReadonlyMap<number, Line>, row: ParticipantRecord): void {
    const line = lines.get(row.conversationKey)
    if (line === undefined) return
    if (row.delivered.length > MOST_BOUNDS || row.reopened.length > MOST_BOUNDS)
      this.#participants.delete(line, row.userId)
    else this.#participants.put(line, row.userId, row)
  }
}
