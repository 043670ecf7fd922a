import type { ConversationId } from '@tallymark/core'
import type { MessageRecord, ParticipantRecord } from '../../engine/ports/records.ts'
import type { Changes, Wanted } from '../../engine/ports/store.ts'
import type { KeptRows } from '../kept-rows.ts'
import { Recent } from '../recent.ts'
import type { CountedConversation, FoundRows } from './found-rows.ts'

/** How many rows of each kind are kept at least. */
const LEAST = 10_000

/** Participants whose delivered set has more bounds than this are not kept, so that the memory is bounded. */
const MOST_BOUNDS = 50

/**
 * What is known of a conversation from the moment at which it was looked at, followed through our own commits: as long as the number of
 * its commits is this one, nobody else wrote in between, and the rows kept along this line are as they are stored.
 */
export interface Line {
  readonly key: number
  commits: number
  /** Whether a commit of ours is under way that will raise it by one. */
  isRising: boolean
}

interface Kept<Row> {
  readonly line: Line
  readonly row: Row
}

const within = (conversationKey: number, id: string): string => `${conversationKey}\0${id}`

/** Rows that transactions met lately, of each conversation along one line. */
export class RecentConversations {
  readonly #lines = new Recent<Line>(LEAST)
  readonly #participants = new Recent<Kept<ParticipantRecord>>(LEAST)
  readonly #messages = new Recent<Kept<MessageRecord>>(LEAST)

  /** Those of the wanted rows that are kept; `undefined` for the others. Whether they still hold, the conversations tell. */
  lookUp(wanted: Wanted): KeptRows {
    const rowIn = <Row>(rows: Recent<Kept<Row>>, id: ConversationId, of: string): Row | undefined => {
      const line = this.#lines.get(id)
      const kept = line && rows.get(within(line.key, of))
      return kept?.line === line ? kept?.row : undefined
    }
    return {
      conversations: (wanted.conversations ?? []).map(() => undefined),
      participants: (wanted.participants ?? []).map(([id, user]) => rowIn(this.#participants, id, user)),
      messages: (wanted.messages ?? []).map(([id, message]) => rowIn(this.#messages, id, message)),
    }
  }

  /**
   * Whether what is kept of a conversation is as it was found now, or as it was before a commit of ours that is under way: who begins
   * meanwhile lays over what that one writes.
   */
  holds(id: ConversationId, found: CountedConversation | undefined): boolean {
    const line = this.#lines.get(id)
    if (line === undefined) return true
    if (line.key !== found?.row.key) return false
    return line.commits === found.commits || (line.isRising && line.commits + 1 === found.commits)
  }

  /** The lines of the conversations found: those that hold go on. Keeps the rows that were found. */
  learn({ conversations, found }: FoundRows): ReadonlyMap<number, Line> {
    const lines = new Map<number, Line>()
    for (const [id, one] of conversations) {
      const known = this.#lines.get(id)
      const line =
        known !== undefined && this.holds(id, one) ? known : { key: one.row.key, commits: one.commits, isRising: false }
      if (line !== known) this.#lines.put(id, line)
      lines.set(line.key, line)
    }
    for (const row of found.participants) if (row !== undefined) this.#keepParticipant(lines, row)
    for (const row of found.messages) if (row !== undefined) this.#keepMessage(lines, row)
    return lines
  }

  /** Goes along with a commit of ours that raised these lines by one. */
  follow(changes: Changes, lines: ReadonlyMap<number, Line>): void {
    for (const row of [...changes.newParticipants, ...changes.participants]) this.#keepParticipant(lines, row)
    for (const row of [...changes.newMessages, ...changes.messages]) this.#keepMessage(lines, row)
  }

  /** Lets go of these conversations. */
  drop(ids: Iterable<ConversationId>): void {
    for (const id of ids) this.#lines.delete(id)
  }

  /** Lets go of everything. */
  forget(): void {
    for (const rows of [this.#lines, this.#participants, this.#messages]) rows.clear()
  }

  #keepParticipant(lines: ReadonlyMap<number, Line>, row: ParticipantRecord): void {
    const line = lines.get(row.conversationKey)
    if (line === undefined) return
    const key = within(row.conversationKey, row.userId)
    if (row.delivered.length > MOST_BOUNDS || row.reopened.length > MOST_BOUNDS) this.#participants.delete(key)
    else this.#participants.put(key, { line, row })
  }

  #keepMessage(lines: ReadonlyMap<number, Line>, row: MessageRecord): void {
    const line = lines.get(row.conversationKey)
    if (line !== undefined) this.#messages.put(within(row.conversationKey, row.messageId), { line, row })
  }
}
