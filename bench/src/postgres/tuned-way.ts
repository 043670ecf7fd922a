import type { SchemaPool } from './schema-pool.ts'

const MARK = {
  name: 'mark',
  text: `insert into message_status as s (message_id, user_id, delivered_at, read_at) values ($1, $2, now(), now())
    on conflict (message_id, user_id) do update
    set delivered_at = coalesce(s.delivered_at, excluded.delivered_at), read_at = excluded.read_at where s.read_at is null`,
}

const BULK = {
  name: 'bulk',
  text: `insert into message_status as s (message_id, user_id, delivered_at, read_at)
    select m.id, $2, now(), now() from message m
    where m.conversation_id = $1 and m.id <= $3 and m.sender_id <> $2 and not m.is_deleted
    on conflict (message_id, user_id) do update
    set delivered_at = coalesce(s.delivered_at, excluded.delivered_at), read_at = excluded.read_at where s.read_at is null`,
}

/**
 * A row per message and recipient as well as that can be done: one statement a call, which finds and writes at once, a key of what names the row,
 * and nothing stored that can be counted. It keeps no count of what is unread and no status of the message, so it does less than the brief's way.
 */
export class TunedWay {
  readonly #pool: SchemaPool

  constructor(pool: SchemaPool) {
    this.#pool = pool
  }

  /** One recipient has read one message. */
  async markRead(messageId: number, userId: number): Promise<void> {
    await this.#pool.rows(MARK, messageId, userId)
  }

  /** One recipient has read all of a conversation up to a message. */
  async bulkMarkRead(conversationId: number, userId: number, upToMessageId: number): Promise<void> {
    await this.#pool.rows(BULK, conversationId, userId, upToMessageId)
  }
}
