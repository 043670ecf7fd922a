import { isIn, type Refusal, refuse } from '@tallymark/core'
import * as z from 'zod'
import { fromCursor, toCursor } from '../cursor.ts'
import type { EngineParts } from '../parts.ts'
import { cursor, PAGE_LIMIT, pageLimit, userId } from '../schema.ts'
import { type Unread, unreadOf } from './get-unread.ts'

export const inboxInput = z.strictObject({ userId, limit: pageLimit.optional(), cursor: cursor.optional() })

export type InboxInput = z.output<typeof inboxInput>

/** One conversation of an inbox. */
export interface InboxEntry extends Unread {
  readonly conversationId: string
}

/** What is unread over all of a user's conversations (UNR4). */
export interface Inbox {
  readonly unreadMessages: number
  readonly unreadConversations: number
  /** Those that have something unread, in order of their ids. */
  readonly conversations: readonly InboxEntry[]
  /** Asks for the next page; `null` on the last. */
  readonly nextCursor: string | null
}

/** A user's totals, and a page of the conversations that have something unread. */
export const getInbox =
  ({ reader }: EngineParts) =>
  async (input: InboxInput): Promise<Inbox | Refusal> => {
    const after = input.cursor === undefined ? '' : fromCursor(input.cursor)
    if (after === undefined) return refuse('invalid_cursor')
    const found = await reader.find({ users: [input.userId], participationsOf: [input.userId] })
    if (found.users[0] === undefined) return refuse('unknown_user')
    const participations = (found.participationsOf[0] ?? []).filter(({ participant }) => isIn(participant.member))
    const unread = await unreadOf(reader, participations)
    const entries = participations
      .map(({ conversation }, i) => ({ conversationId: conversation.conversationId, ...(unread[i] as Unread) }))
      .filter((entry) => entry.unreadCount > 0)
      .sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1))
    const rest = entries.filter((entry) => entry.conversationId > after)
    const page = rest.slice(0, input.limit ?? PAGE_LIMIT)
    return {
      unreadMessages: entries.reduce((sum, entry) => sum + entry.unreadCount, 0),
      unreadConversations: entries.length,
      conversations: page,
      nextCursor: page.length < rest.length ? toCursor((page[page.length - 1] as InboxEntry).conversationId) : null,
    }
  }
