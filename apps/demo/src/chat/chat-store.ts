import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { Kind, MessageAnswer } from './answers.ts'

/** A conversation as it is kept. */
export interface StoredConversation {
  readonly conversationId: string
  readonly title: string
  readonly kind: Kind
  /** How many are in it who are not people of the demo. */
  readonly others: number
}

/** A message as it is kept. */
export interface StoredMessage extends MessageAnswer {
  readonly conversationId: string
}

/** Which messages: the newest ones, those that follow one, or those that precede one. */
export interface Page {
  readonly after?: string | undefined
  readonly before?: string | undefined
  readonly limit: number
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS ready (at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS conversation (
  conversation_id TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, others INTEGER NOT NULL
) STRICT;
-- One row for each stay; the positions are those of the messages that were posted meanwhile.
CREATE TABLE IF NOT EXISTS stay (
  conversation_id TEXT NOT NULL, user_id TEXT NOT NULL, from_position INTEGER NOT NULL, to_position INTEGER
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS open_stay ON stay (conversation_id, user_id) WHERE to_position IS NULL;
CREATE TABLE IF NOT EXISTS message (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id TEXT NOT NULL, message_id TEXT NOT NULL, sender_id TEXT NOT NULL,
  text TEXT, length_hint INTEGER NOT NULL, sent_at TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
  told INTEGER NOT NULL, -- whether Tallymark knows of it as it is now
  UNIQUE (conversation_id, message_id)
) STRICT;
CREATE INDEX IF NOT EXISTS untold ON message (conversation_id, position) WHERE told = 0;`

const MESSAGE = `conversation_id AS conversationId, message_id AS messageId, sender_id AS senderId, text,
  length_hint AS lengthHint, sent_at AS sentAt, deleted`

/** Where the chat keeps its conversations and messages. Tallymark has a file of its own, and none of this text in it. */
export class ChatStore implements Disposable {
  readonly #database: DatabaseSync

  /** `place` is the path of a file, or `:memory:`. */
  constructor(place: string) {
    if (place !== ':memory:') createPrivately(place)
    this.#database = new DatabaseSync(place)
    this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000; ${SCHEMA}`)
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }

  /** Whether the first content was put here, and Tallymark was told of all of it. */
  get isReady(): boolean {
    return this.#all('SELECT at FROM ready').length > 0
  }

  setReady(): void {
    this.#run('INSERT INTO ready VALUES (?)', Date.now())
  }

  /** Forgets everything. */
  clear(): void {
    this.#database.exec('DELETE FROM ready; DELETE FROM conversation; DELETE FROM stay; DELETE FROM message')
  }

  /** Writes all that is done meanwhile, or none of it. */
  atOnce(work: () => void): void {
    this.#database.exec('BEGIN')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }

  addConversation({ conversationId, title, kind, others }: StoredConversation): void {
    this.#run('INSERT INTO conversation VALUES (?, ?, ?, ?)', conversationId, title, kind, others)
  }

  /** All of them, in the order in which they were added. */
  conversations(): readonly StoredConversation[] {
    const sql = 'SELECT conversation_id AS conversationId, title, kind, others FROM conversation ORDER BY rowid'
    return this.#all(sql) as unknown as readonly StoredConversation[]
  }

  /** The people of the demo who are in it now. */
  members(conversationId: string): readonly string[] {
    return this.#userIds('SELECT user_id FROM stay WHERE conversation_id = ? AND to_position IS NULL', conversationId)
  }

  /** Everyone who ever was. */
  everMembers(conversationId: string): readonly string[] {
    return this.#userIds('SELECT DISTINCT user_id FROM stay WHERE conversation_id = ?', conversationId)
  }

  /** Changes nothing for who is in. `sees` is what of the past the newcomer is shown. */
  enter(conversationId: string, userId: string, sees: 'none' | 'all'): void {
    const from = sees === 'all' ? '0' : '(SELECT COALESCE(MAX(position), 0) + 1 FROM message)'
    this.#run(`INSERT OR IGNORE INTO stay VALUES (?, ?, ${from}, NULL)`, conversationId, userId)
  }

  /** Changes nothing for who is not in. */
  leave(conversationId: string, userId: string): void {
    this.#run(
      `UPDATE stay SET to_position = (SELECT COALESCE(MAX(position), 0) FROM message)
       WHERE conversation_id = ? AND user_id = ? AND to_position IS NULL`,
      conversationId,
      userId,
    )
  }

  /** Keeps what is there if the id is known in this conversation. */
  addMessage(message: StoredMessage, isTold = false): void {
    const { conversationId, messageId, senderId, text, lengthHint, sentAt } = message
    this.#run(
      `INSERT INTO message (conversation_id, message_id, sender_id, text, length_hint, sent_at, told)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (conversation_id, message_id) DO NOTHING`,
      ...[conversationId, messageId, senderId, text, lengthHint, sentAt, isTold ? 1 : 0],
    )
  }

  message(conversationId: string, messageId: string): StoredMessage | undefined {
    const sql = `SELECT ${MESSAGE} FROM message WHERE conversation_id = ? AND message_id = ?`
    return this.#messages(sql, conversationId, messageId)[0]
  }

  /** What Tallymark does not know yet, oldest first. */
  untold(conversationId: string): readonly StoredMessage[] {
    return this.#messages(
      `SELECT ${MESSAGE} FROM message WHERE conversation_id = ? AND told = 0 ORDER BY position`,
      conversationId,
    )
  }

  setTold({ conversationId, messageId }: StoredMessage): void {
    const sql = 'UPDATE message SET told = 1 WHERE conversation_id = ? AND message_id = ?'
    this.#run(sql, conversationId, messageId)
  }

  /** Forgets a message as if it had never been written. */
  dropMessage({ conversationId, messageId }: StoredMessage): void {
    this.#run('DELETE FROM message WHERE conversation_id = ? AND message_id = ?', conversationId, messageId)
  }

  /** Takes the text away; that it was there stays known, and is to be told anew. */
  deleteMessage(conversationId: string, messageId: string): void {
    const sql = 'UPDATE message SET deleted = 1, text = NULL, told = 0 WHERE conversation_id = ? AND message_id = ?'
    this.#run(sql, conversationId, messageId)
  }

  /** Messages that somebody may see, who was in when they were posted; oldest first. */
  page(conversationId: string, viewerId: string, { after, before, limit }: Page): readonly StoredMessage[] {
    const order = after === undefined ? 'DESC' : 'ASC'
    const positionOf = '(SELECT position FROM message WHERE conversation_id = ?1 AND message_id = ?)'
    const bounds = [after === undefined ? '' : `AND position > ${positionOf.replace('?)', '?3)')}`]
    bounds.push(before === undefined ? '' : `AND position < ${positionOf.replace('?)', '?4)')}`)
    const found = this.#messages(
      `SELECT ${MESSAGE} FROM message m WHERE conversation_id = ?1 AND (told = 1 OR deleted = 1) ${bounds.join(' ')}
       AND EXISTS (SELECT 1 FROM stay s WHERE s.conversation_id = ?1 AND s.user_id = ?2
         AND m.position >= s.from_position AND m.position <= COALESCE(s.to_position, m.position))
       ORDER BY position ${order} LIMIT ?5`,
      ...[conversationId, viewerId, after ?? null, before ?? null, limit],
    )
    return after === undefined ? found.toReversed() : found
  }

  /** The newest one that was not deleted. */
  newest(conversationId: string): StoredMessage | undefined {
    const sql = `SELECT ${MESSAGE} FROM message WHERE conversation_id = ? AND told = 1 AND deleted = 0`
    return this.#messages(`${sql} ORDER BY position DESC LIMIT 1`, conversationId)[0]
  }

  #messages(sql: string, ...values: readonly SQLInputValue[]): readonly StoredMessage[] {
    return this.#all(sql, ...values).map((row) => ({ ...row, deleted: row.deleted === 1 }) as unknown as StoredMessage)
  }

  #userIds(sql: string, conversationId: string): readonly string[] {
    return this.#all(sql, conversationId).map((row) => row.user_id as string)
  }

  #all(sql: string, ...values: readonly SQLInputValue[]) {
    return this.#database.prepare(sql).all(...values)
  }

  #run(sql: string, ...values: readonly SQLInputValue[]): void {
    this.#database.prepare(sql).run(...values)
  }
}

/** A new file is its owner's alone, and its log with it: texts of messages stand there. */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600))
  } catch {
    // It is there already; or why it cannot be is for SQLite to say.
  }
}
