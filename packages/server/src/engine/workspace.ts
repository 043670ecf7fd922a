import type { ConversationId, MessageId, UserId } from '@tallymark/core'
import { gapKey, type ParticipantGap } from './participant-gap.ts'
import type {
  ConversationRecord,
  MessageRecord,
  ParticipantRecord,
  ReceiptRecord,
  UserRecord,
} from './ports/records.ts'
import type { Changes, Transaction, Wanted } from './ports/store.ts'
import { WorkspaceTable } from './workspace-table.ts'

/** Ids hold no NUL (INP1), so two of them joined by one cannot be mistaken for others. */
const pair = (a: string, b: string): string => `${a}\0${b}`

/** What a transaction begins with. */
export type FoundForCommit = Pick<Transaction, 'found' | 'spareConversationKeys' | 'spareUserKeys'>

/**
 * What the commands of one commit see and change: the stored rows they wanted, each as the commands before it left them.
 * Nothing is written before `changes` is handed to the store.
 */
export class Workspace {
  readonly #conversations = new WorkspaceTable<ConversationRecord>()
  readonly #participants = new WorkspaceTable<ParticipantRecord>()
  readonly #messages = new WorkspaceTable<MessageRecord>()
  readonly #seqs = new Map<string, number>()
  readonly #users = new WorkspaceTable<UserRecord>()
  readonly #receipts: ReceiptRecord[] = []
  readonly #erasedUserKeys: number[] = []
  readonly #removedConversationKeys: number[] = []
  readonly #fillable = new Map<string, number>()
  readonly #raised = new Set<ConversationId>()
  readonly #spareConversationKeys: number[]
  readonly #spareUserKeys: number[]

  /** `before` is the workspace of a commit that may not have reached the rows found: what it put stands. */
  constructor(wanted: Required<Wanted>, found: FoundForCommit, before?: Workspace) {
    this.#spareConversationKeys = [...found.spareConversationKeys]
    this.#spareUserKeys = [...found.spareUserKeys]
    const rows = found.found
    const tables = before === undefined ? undefined : before.#tables()
    wanted.conversations.forEach((id, i) => {
      this.#conversations.load(id, rows.conversations[i], tables?.conversations)
    })
    wanted.participants.forEach((ids, i) => {
      this.#participants.load(pair(...ids), rows.participants[i], tables?.participants)
    })
    wanted.messages.forEach((ids, i) => {
      this.#messages.load(pair(...ids), rows.messages[i], tables?.messages)
    })
    wanted.seqs.forEach((ids, i) => {
      const seq = rows.seqs[i] ?? before?.seq(...ids)
      if (seq !== undefined) this.#seqs.set(pair(...ids), seq)
    })
    wanted.users.forEach((id, i) => {
      this.#users.load(id, rows.users[i], tables?.users)
    })
    for (const { conversation, participant } of rows.participationsOf.flat()) {
      this.#conversations.load(conversation.conversationId, conversation)
      this.#participants.load(pair(conversation.conversationId, participant.userId), participant)
    }
  }

  conversation(id: ConversationId): ConversationRecord | undefined {
    return this.#conversations.get(id)
  }

  participant(conversation: ConversationId, user: UserId): ParticipantRecord | undefined {
    return this.#participants.get(pair(conversation, user))
  }

  message(conversation: ConversationId, message: MessageId): MessageRecord | undefined {
    return this.#messages.get(pair(conversation, message))
  }

  /** The seq of a message that was posted before or in this commit. */
  seq(conversation: ConversationId, message: MessageId): number | undefined {
    const key = pair(conversation, message)
    return this.#seqs.get(key) ?? this.#messages.get(key)?.seq
  }

  user(id: UserId): UserRecord | undefined {
    return this.#users.get(id)
  }

  /** The conversations that a user whose participations were wanted is or was in. */
  conversationsOf(user: UserId): readonly ConversationId[] {
    const ids: ConversationId[] = []
    for (const [key] of this.#participants.entries()) {
      const [conversation, participant] = key.split('\0') as [ConversationId, UserId]
      if (participant === user) ids.push(conversation)
    }
    return ids
  }

  /** Of a gap's messages, how many are the participant's own or deleted; `undefined` before it was counted. */
  fillable(gap: ParticipantGap): number | undefined {
    return this.#fillable.get(gapKey(gap))
  }

  /** Takes what the store counted in a gap, to which this commit's own posts and deletions are added. */
  learnFillable(gap: ParticipantGap, stored: number): void {
    const isInGap = (row: MessageRecord): boolean =>
      row.conversationKey === gap.conversationKey && row.seq >= gap.first && row.seq <= gap.last
    const posted = this.#messages.added().filter((row) => row.sender === gap.ordinal || row.deletedAt !== null)
    const deleted = this.#messages.changed().filter((row) => row.sender !== gap.ordinal)
    this.#fillable.set(gapKey(gap), stored + posted.filter(isInGap).length + deleted.filter(isInGap).length)
  }

  putConversation(row: ConversationRecord): void {
    this.#conversations.put(row.conversationId, row)
  }

  putParticipant(conversation: ConversationId, row: ParticipantRecord): void {
    this.#participants.put(pair(conversation, row.userId), row)
  }

  /** Puts a participant whose own truth changed: its revision rises, once a commit (VER2). */
  reviseParticipant(conversation: ConversationId, row: ParticipantRecord): void {
    const key = pair(conversation, row.userId)
    this.#participants.put(key, { ...row, revision: (this.#participants.stored(key)?.revision ?? 0) + 1 })
  }

  putMessage(conversation: ConversationId, row: MessageRecord): void {
    if (row.deletedAt !== null) this.#forgetFillable(row.conversationKey)
    this.#messages.put(pair(conversation, row.messageId), row)
  }

  /** Puts a user, whose default of sharing the rows of its parts tell too. */
  putUser(row: UserRecord): void {
    this.#users.put(row.userId, row)
    for (const conversation of this.conversationsOf(row.userId))
      this.#participants.amend(pair(conversation, row.userId), (part) =>
        part.userSharing === row.sharing ? part : { ...part, userSharing: row.sharing },
      )
  }

  addReceipts(rows: readonly ReceiptRecord[]): void {
    this.#receipts.push(...rows)
  }

  /** Says that what others may see of a conversation changes: its version rises, once a commit (VER1). */
  raiseVersion(id: ConversationId): void {
    const row = this.#conversations.get(id)
    if (row === undefined || this.#raised.has(id)) return
    this.#raised.add(id)
    this.putConversation({ ...row, version: row.version + 1 })
  }

  newConversationKey(): number {
    return spare(this.#spareConversationKeys)
  }

  newUserKey(): number {
    return spare(this.#spareUserKeys)
  }

  /** Forgets a user whose participations were wanted: its row, its parts and their receipts (PRV6). */
  eraseUser(user: UserRecord): void {
    if (this.#users.stored(user.userId) !== undefined) this.#erasedUserKeys.push(user.key)
    for (const conversation of this.conversationsOf(user.userId)) {
      const key = pair(conversation, user.userId)
      const row = this.#participants.get(key) as ParticipantRecord
      this.#dropReceipts(
        (receipt) => receipt.conversationKey === row.conversationKey && receipt.ordinal === row.ordinal,
      )
      this.#participants.remove(key)
    }
    this.#users.remove(user.userId)
  }

  /** Removes a conversation and all that belongs to it. */
  removeConversation(row: ConversationRecord): void {
    const id = row.conversationId
    if (this.#conversations.stored(id) !== undefined) this.#removedConversationKeys.push(row.key)
    for (const table of [this.#participants, this.#messages])
      for (const [key] of table.entries()) if (key.startsWith(pair(id, ''))) table.remove(key)
    for (const key of this.#seqs.keys()) if (key.startsWith(pair(id, ''))) this.#seqs.delete(key)
    this.#dropReceipts((receipt) => receipt.conversationKey === row.key)
    this.#forgetFillable(row.key)
    this.#conversations.remove(id)
    this.#raised.delete(id)
  }

  /** What is to be written. */
  changes(): Changes {
    const marked = new Set<object>()
    return {
      newUsers: this.#users.added(),
      users: this.#users.changed(),
      newConversations: this.#conversations.added(),
      conversations: this.#conversations.changed(marked, isRaised),
      newParticipants: this.#participants.added(),
      participants: this.#participants.changed(marked, isMarked),
      newMessages: this.#messages.added(),
      messages: this.#messages.changed(),
      receipts: this.#receipts,
      erasedUserKeys: this.#erasedUserKeys,
      removedConversationKeys: this.#removedConversationKeys,
      marked,
    }
  }

  #tables() {
    return {
      conversations: this.#conversations,
      participants: this.#participants,
      messages: this.#messages,
      users: this.#users,
    }
  }

  /** What was counted in a conversation's gaps holds no more. */
  #forgetFillable(conversationKey: number): void {
    for (const key of this.#fillable.keys()) if (key.startsWith(`${conversationKey}:`)) this.#fillable.delete(key)
  }

  #dropReceipts(matches: (receipt: ReceiptRecord) => boolean): void {
    const kept = this.#receipts.filter((receipt) => !matches(receipt))
    this.#receipts.splice(0, this.#receipts.length, ...kept)
  }
}

/** Whether a conversation differs in no more than its version. */
const isRaised = (stored: ConversationRecord, now: ConversationRecord): boolean =>
  now.head === stored.head &&
  now.nextOrdinal === stored.nextOrdinal &&
  now.silentCount === stored.silentCount &&
  now.settings === stored.settings

/** Whether a participant differs in no more than what a mark changes. */
const isMarked = (stored: ParticipantRecord, now: ParticipantRecord): boolean =>
  now.member === stored.member &&
  now.sharing === stored.sharing &&
  now.postedCount === stored.postedCount &&
  now.postedSilentCount === stored.postedSilentCount

function spare(keys: number[]): number {
  const key = keys.shift()
  if (key === undefined) throw new Error('a row was made that was not wanted')
  return key
}
