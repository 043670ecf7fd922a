import type { Prepared, SchemaPool } from './schema-pool.ts'

interface StatusRow {
  readonly id: string
  readonly user_id: string
  readonly delivered_at: Date | null
  readonly read_at: Date | null
}

interface MessageRow {
  readonly id: string
  readonly conversation_id: string
  readonly sender_id: string
  readonly status: string
}

const TEXTS = {
  findStatus: 'select id, user_id, delivered_at, read_at from message_status where message_id = $1 and user_id = $2',
  insertStatus: 'insert into message_status (message_id, user_id, delivered_at, read_at) values ($1, $2, $3, $4)',
  updateStatus: 'update message_status set delivered_at = $1, read_at = $2 where id = $3',
  statusesOf: 'select id, user_id, delivered_at, read_at from message_status where message_id = $1',
  findMessage: 'select id, conversation_id, sender_id, status from message where id = $1',
  messagesUpTo: `select id, conversation_id, sender_id, status from message
    where conversation_id = $1 and id <= $2 and sender_id <> $3 and not is_deleted`,
  updateMessage: 'update message set status = $1 where id = $2',
  countRecipients: `select count(*)::integer as n from conversation_participant
    where conversation_id = $1 and user_id <> $2 and is_active`,
  findParticipant: 'select id from conversation_participant where conversation_id = $1 and user_id = $2',
  updateParticipant: `update conversation_participant
    set unread_count = 0, last_read_at = $1, last_read_message_id = $2, updated_at = $1 where id = $3`,
} as const

type Name = keyof typeof TEXTS

const STATEMENTS = Object.fromEntries(Object.entries(TEXTS).map(([name, text]) => [name, { name, text }])) as Readonly<
  Record<Name, Prepared>
>

/**
 * How the brief keeps receipts, for comparison, as `sqlite/briefs-way.ts` does: a row per message and recipient, found and then written, and the
 * message's own status worked out anew after each mark. Every statement commits by itself, on whichever connection of the pool is free.
 */
export class BriefsWay {
  readonly #pool: SchemaPool

  constructor(pool: SchemaPool) {
    this.#pool = pool
  }

  /** One recipient has read one message. */
  async markRead(messageId: number, userId: number): Promise<void> {
    await this.#writeStatus(messageId, userId)
    await this.#refreshMessage(messageId)
  }

  /** One recipient has read all of a conversation up to a message. */
  async bulkMarkRead(conversationId: number, userId: number, upToMessageId: number): Promise<void> {
    const now = new Date()
    for (const { id } of await this.#ask<MessageRow>('messagesUpTo', conversationId, upToMessageId, userId))
      await this.#writeStatus(Number(id), userId)
    const [participant] = await this.#ask<{ id: string }>('findParticipant', conversationId, userId)
    if (participant !== undefined) await this.#ask('updateParticipant', now, upToMessageId, participant.id)
  }

  async #writeStatus(messageId: number, userId: number): Promise<void> {
    const now = new Date()
    const [found] = await this.#ask<StatusRow>('findStatus', messageId, userId)
    if (found === undefined) await this.#ask('insertStatus', messageId, userId, now, now)
    else if (found.read_at === null) await this.#ask('updateStatus', found.delivered_at ?? now, now, found.id)
  }

  async #refreshMessage(messageId: number): Promise<void> {
    const [message] = await this.#ask<MessageRow>('findMessage', messageId)
    if (message === undefined) return
    const { conversation_id: conversationId, sender_id: senderId } = message
    const [count] = await this.#ask<{ n: number }>('countRecipients', conversationId, senderId)
    const statuses = await this.#ask<StatusRow>('statusesOf', messageId)
    const recipients = count?.n ?? 0
    const delivered = statuses.filter((row) => row.delivered_at !== null).length
    const read = statuses.filter((row) => row.read_at !== null).length
    const status = read >= recipients ? 'read' : delivered >= recipients ? 'delivered' : message.status
    if (status !== message.status) await this.#ask('updateMessage', status, messageId)
  }

  #ask<Row extends object>(name: Name, ...values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#pool.rows<Row>(STATEMENTS[name], ...values)
  }
}
