import type { MessageId } from '@tallymark/core'
import type { Found } from '../engine/ports/store.ts'
import { CONVERSATION_WIDTH, conversationOf, messageOf, participantOf, type Row, userOf } from './rows.ts'

/**
 * What a question or a transaction finds, as rows. Rows are arrays of texts and numbers: they cross from thread to thread in a
 * quarter of the time that records take (docs/decisions/0005).
 */
export interface FoundRows {
  readonly conversations: readonly (Row | undefined)[]
  readonly participants: readonly (Row | undefined)[]
  readonly messages: readonly (Row | undefined)[]
  readonly seqs: readonly (number | undefined)[]
  readonly users: readonly (Row | undefined)[]
  /** A conversation's columns followed by those of the user's part in it. */
  readonly participationsOf: readonly (readonly Row[])[]
}

/** Where a message stands: the key of its conversation, its seq, its id. */
export type MessagePlace = readonly [conversationKey: number, seq: number, messageId: MessageId]

/** Rows found, and the places of the messages that were met on the way: of those wanted, and of those that may be wanted next. */
export interface FoundAhead {
  readonly found: FoundRows
  readonly met: readonly MessagePlace[]
}

/** What a transaction starts with, as rows. */
export interface BegunRows extends FoundAhead {
  readonly spareConversationKeys: readonly number[]
  readonly spareUserKeys: readonly number[]
  /** Changes whenever another connection has written (PRAGMA data_version). */
  readonly dataVersion: number
}

/** The records of the rows found. */
export function foundOf(rows: FoundRows): Found {
  return {
    conversations: rows.conversations.map((row) => mapped(row, conversationOf)),
    participants: rows.participants.map((row) => mapped(row, participantOf)),
    messages: rows.messages.map((row) => mapped(row, messageOf)),
    seqs: rows.seqs,
    users: rows.users.map((row) => mapped(row, userOf)),
    participationsOf: rows.participationsOf.map((wide) =>
      wide.map((row) => ({
        conversation: conversationOf(row),
        participant: participantOf(row.slice(CONVERSATION_WIDTH)),
      })),
    ),
  }
}

/** The record of a row that may not be there. */
export const mapped = <T>(row: Row | undefined, map: (row: Row) => T): T | undefined =>
  row === undefined ? undefined : map(row)
