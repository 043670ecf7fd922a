import type { DatabaseSync, StatementSync } from 'node:sqlite'

interface StatusRow {
  readonly id: number
  readonly user_id: number
  readonly delivered_at: number | null
  readonly read_at: number | null
}

interface MessageRow {
  readonly id: number
  readonly conversation_id: number
  readonly sender_id: number
  readonly status: string
}

const STATEMENTS = {
  findStatus: 'select id, user_id, delivered_at, read_at from message_status where message_id = ? and user_id = ?',
  insertStatus: 'insert into message_status (message_id, user_id, delivered_at, read_at) values (?, ?, ?, ?)',
  updateStatus: 'update message_status set delivered_at = ?, read_at = ? where id = ?',
  statusesOf: 'select id, user_id, delivered_at, read_at from message_status where message_id = ?',
  findMessage: 'select id, conversation_id, sender_id, status from message where id = ?',
  messagesUpTo: `select id, conversation_id, sender_id, status from message
    where conversation_id = ? and id <= ? and sender_id <> ? and is_deleted = 0`,
  updateMessage: 'update message set status = ? where id = ?',
  countRecipients: `select count(*) as n from conversation_participant
    where conversation_id = ? and user_id <> ? and is_active = 1`,
  recipients: `select id, user_id from conversation_participant
    where conversation_id = ? and user_id <> ? and is_active = 1`,
  findParticipant: 'select id from conversation_participant where conversation_id = ? and user_id = ?',
  updateParticipant: `update conversation_participant
    set unread_count = 0, last_read_at = ?, last_read_message_id = ?, updated_at = ? where id = ?`,
  findProfile: 'select id, display_name, avatar_url from user_profile where id = ?',
  countUnread: `select count(*) as n from message m where m.conversation_id = ? and m.sender_id <> ? and m.is_deleted = 0
    and not exists (select 1 from message_status s where s.message_id = m.id and s.user_id = ? and s.read_at is not null)`,
} as const

/**
 * How the brief keeps receipts, for comparison: a row per message and recipient, found and then written, and the message's own
 * status worked out anew after each mark. Every statement is prepared once and commits by itself, as it would under the brief's
 * framework where nothing says otherwise; `inTransaction` puts a whole call into one transaction instead.
 */
export class BriefsWay {
  readonly #database: DatabaseSync
  readonly #statements: Readonly<Record<keyof typeof STATEMENTS, StatementSync>>

  constructor(database: DatabaseSync) {
    this.#database = database
    const prepared = Object.entries(STATEMENTS).map(([name, sql]) => [name, database.prepare(sql)])
    this.#statements = Object.fromEntries(prepared)
  }

  /** Runs calls in a transaction, which is the faster way where a call writes more than once. */
  inTransaction(calls: () => void): void {
    this.#database.exec('begin immediate')
    calls()
    this.#database.exec('commit')
  }

  /** One recipient has read one message. */
  markRead(messageId: number, userId: number): void {
    this.writeStatus(messageId, userId)
    this.#refreshMessage(messageId)
  }

  /** The first half of `markRead`: all of it that leaves rows behind but for the message's status. */
  writeStatus(messageId: number, userId: number): void {
    const now = Date.now()
    const found = this.#one<StatusRow>('findStatus', messageId, userId)
    if (found === undefined) this.#statements.insertStatus.run(messageId, userId, now, now)
    else if (found.read_at === null) this.#statements.updateStatus.run(found.delivered_at ?? now, now, found.id)
  }

  /** One recipient has read all of a conversation up to a message. */
  bulkMarkRead(conversationId: number, userId: number, upToMessageId: number): void {
    const now = Date.now()
    for (const { id } of this.#all<MessageRow>('messagesUpTo', conversationId, upToMessageId, userId))
      this.writeStatus(id, userId)
    const participant = this.#one<{ id: number }>('findParticipant', conversationId, userId)
    if (participant !== undefined) this.#statements.updateParticipant.run(now, upToMessageId, now, participant.id)
  }

  /** Who has a message and who read it, with the profile of each recipient. */
  getMessageStatus(messageId: number) {
    const message = this.#one<MessageRow>('findMessage', messageId)
    if (message === undefined) throw new Error('there is no such message')
    const recipients = this.#all<{ user_id: number }>('recipients', message.conversation_id, message.sender_id)
    const statuses = new Map(this.#all<StatusRow>('statusesOf', messageId).map((row) => [row.user_id, row]))
    let deliveredCount = 0
    let readCount = 0
    const recipientStatuses = recipients.map(({ user_id: userId }) => {
      const status = statuses.get(userId)
      const profile = this.#one<{ display_name: string; avatar_url: string | null }>('findProfile', userId)
      if (typeof status?.delivered_at === 'number') deliveredCount += 1
      if (typeof status?.read_at === 'number') readCount += 1
      return {
        userId,
        userName: profile?.display_name,
        userAvatarUrl: profile?.avatar_url,
        deliveredAt: dateOf(status?.delivered_at),
        readAt: dateOf(status?.read_at),
      }
    })
    const overallStatus = statusOf(recipients.length, deliveredCount, readCount)
    return {
      messageId,
      overallStatus,
      totalRecipients: recipients.length,
      deliveredCount,
      readCount,
      recipientStatuses,
    }
  }

  /** How many messages a user has not read; counted, because single marks leave the participant's counter as it was. */
  countUnread(conversationId: number, userId: number): number {
    return this.#one<{ n: number }>('countUnread', conversationId, userId, userId)?.n ?? 0
  }

  #refreshMessage(messageId: number): void {
    const message = this.#one<MessageRow>('findMessage', messageId)
    if (message === undefined) return
    const recipients = this.#one<{ n: number }>('countRecipients', message.conversation_id, message.sender_id)?.n ?? 0
    const statuses = this.#all<StatusRow>('statusesOf', messageId)
    const delivered = statuses.filter((row) => row.delivered_at !== null).length
    const read = statuses.filter((row) => row.read_at !== null).length
    const status = read >= recipients ? 'read' : delivered >= recipients ? 'delivered' : message.status
    if (status !== message.status) this.#statements.updateMessage.run(status, messageId)
  }

  #one<Row>(name: keyof typeof STATEMENTS, ...values: readonly number[]): Row | undefined {
    return this.#statements[name].get(...values) as Row | undefined
  }

  #all<Row>(name: keyof typeof STATEMENTS, ...values: readonly number[]): readonly Row[] {
    return this.#statements[name].all(...values) as unknown as readonly Row[]
  }
}

const dateOf = (at: number | null | undefined): Date | null => (typeof at === 'number' ? new Date(at) : null)

function statusOf(recipients: number, delivered: number, read: number): 'sent' | 'partial' | 'delivered' | 'read' {
  if (read === recipients) return 'read'
  if (delivered === recipients) return 'delivered'
  return delivered + read > 0 ? 'partial' : 'sent'
}
