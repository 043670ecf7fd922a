import type { Changes } from '../../engine/ports/store.ts'
import { conversationRow, KIND_NUMBER, messageRow, participantRow, type Row, setsRow } from '../rows.ts'

/** The statements of a commit in the order in which they run; each runs once for each of its rows. */
export const WRITES = {
  forgetReceipts: `delete from receipt where (conversation_key, ordinal) in
    (select conversation_key, ordinal from participant where user_key = ?)`,
  forgetParticipant: 'delete from participant where user_key = ?',
  forgetUser: 'delete from user where key = ?',
  removeReceipts: 'delete from receipt where conversation_key = ?',
  removeMessages: 'delete from message where conversation_key = ?',
  removeParticipants: 'delete from participant where conversation_key = ?',
  removeConversation: 'delete from conversation where key = ?',
  rememberConversationKey: `insert into meta values ('last_conversation_key', cast(cast(? as integer) as text))
    on conflict (name) do update set value = excluded.value where cast(excluded.value as integer) > cast(value as integer)`,
  addUser: 'insert into user values (?, ?, ?, ?, ?)',
  changeUser: 'update user set name = ?, avatar_url = ?, sharing = ? where key = ?',
  addConversation: 'insert into conversation values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  changeConversation: `update conversation set head = ?, version = ?, next_ordinal = ?, silent_count = ?, visibility = ?,
    sharing = ?, headline = ? where key = ?`,
  raiseConversation: 'update conversation set version = ? where key = ?',
  addParticipant: 'insert into participant values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  changeParticipant: `update participant set member = ?, delivered = ?, read = ?, shown_delivered = ?, shown_read = ?,
    reopened = ?, sharing = ?, revision = ?, posted_count = ?, posted_silent_count = ?
    where conversation_key = ? and ordinal = ?`,
  markParticipant: `update participant set delivered = ?, read = ?, shown_delivered = ?, shown_read = ?, reopened = ?, revision = ?
    where conversation_key = ? and ordinal = ?`,
  addMessage: 'insert into message values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  deleteMessage: 'update message set deleted_at = ? where conversation_key = ? and seq = ?',
  addReceipt: 'insert into receipt values (?, ?, ?, ?, ?, ?)',
} as const

/** The name of a statement of a commit. */
export type WriteName = keyof typeof WRITES

/** The values for each statement of a commit, row by row. */
export type ChangeRows = Readonly<Record<WriteName, readonly Row[]>>

/** What the changes of a commit mean for the tables. */
export function changeRowsOf(changes: Changes): ChangeRows {
  const erased = changes.erasedUserKeys.map((key) => [key])
  const isMarked = (of: object): boolean => changes.marked?.has(of) === true
  const isElse = (of: object): boolean => !isMarked(of)
  const removed = changes.removedConversationKeys.map((key) => [key])
  return {
    forgetReceipts: erased,
    forgetParticipant: erased,
    forgetUser: erased,
    removeReceipts: removed,
    removeMessages: removed,
    removeParticipants: removed,
    removeConversation: removed,
    rememberConversationKey: removed,
    addUser: changes.newUsers.map((of) => [of.key, of.userId, of.userName, of.userAvatarUrl, of.sharing]),
    changeUser: changes.users.map((of) => [of.userName, of.userAvatarUrl, of.sharing, of.key]),
    addConversation: changes.newConversations.map((of) => [of.key, of.conversationId, ...conversationRow(of)]),
    changeConversation: changes.conversations.filter(isElse).map((of) => [...conversationRow(of), of.key]),
    raiseConversation: changes.conversations.filter(isMarked).map((of) => [of.version, of.key]),
    addParticipant: changes.newParticipants.map((of) => [
      of.conversationKey,
      of.ordinal,
      of.userKey,
      ...participantRow(of),
    ]),
    changeParticipant: changes.participants
      .filter(isElse)
      .map((of) => [...participantRow(of), of.conversationKey, of.ordinal]),
    markParticipant: changes.participants
      .filter(isMarked)
      .map((of) => [...setsRow(of), of.revision, of.conversationKey, of.ordinal]),
    addMessage: changes.newMessages.map(messageRow),
    deleteMessage: changes.messages.map((of) => [of.deletedAt, of.conversationKey, of.seq]),
    addReceipt: changes.receipts.map((of) => [
      of.conversationKey,
      of.ordinal,
      KIND_NUMBER[of.kind],
      of.first,
      of.last,
      of.at,
    ]),
  }
}
