import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { ApiKeyRecord } from '../../engine/ports/records.ts'
import type { Changes } from '../../engine/ports/store.ts'
import { conversationRow, KIND_NUMBER, messageRow, participantRow, type Value } from './rows.ts'

/** Writes the changes of a commit into one open database, inside a transaction that the caller holds. */
export class SqliteWriter {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  write(changes: Changes): void {
    for (const key of changes.erasedUserKeys) this.#eraseUser(key)
    for (const key of changes.removedConversationKeys) this.#removeConversation(key)
    for (const of of changes.newUsers)
      this.#run('insert into user values (?, ?, ?, ?, ?)', of.key, of.userId, of.userName, of.userAvatarUrl, of.sharing)
    for (const of of changes.users)
      this.#run(
        'update user set name = ?, avatar_url = ?, sharing = ? where key = ?',
        of.userName,
        of.userAvatarUrl,
        of.sharing,
        of.key,
      )
    this.#writeConversations(changes)
    this.#writeParticipants(changes)
    for (const of of changes.newMessages)
      this.#run('insert into message values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', ...messageRow(of))
    for (const of of changes.messages)
      this.#run(
        'update message set deleted_at = ? where conversation_key = ? and seq = ?',
        of.deletedAt,
        of.conversationKey,
        of.seq,
      )
    for (const of of changes.receipts)
      this.#run(
        'insert into receipt values (?, ?, ?, ?, ?, ?)',
        of.conversationKey,
        of.ordinal,
        KIND_NUMBER[of.kind],
        of.first,
        of.last,
        of.at,
      )
  }

  addApiKey(of: ApiKeyRecord): void {
    this.#run('insert into api_key values (?, ?, ?, ?, ?)', of.keyId, of.name, of.hash, of.createdAt, of.revokedAt)
  }

  revokeApiKey(keyId: string, at: number): boolean {
    return this.#run('update api_key set revoked_at = ? where id = ? and revoked_at is null', at, keyId) > 0
  }

  #writeConversations(changes: Changes): void {
    for (const of of changes.newConversations)
      this.#run(
        'insert into conversation values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        of.key,
        of.conversationId,
        ...conversationRow(of),
      )
    for (const of of changes.conversations)
      this.#run(
        `update conversation set head = ?, version = ?, next_ordinal = ?, silent_count = ?, visibility = ?, sharing = ?, headline = ?
         where key = ?`,
        ...conversationRow(of),
        of.key,
      )
  }

  #writeParticipants(changes: Changes): void {
    for (const of of changes.newParticipants)
      this.#run(
        'insert into participant values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        of.conversationKey,
        of.ordinal,
        of.userKey,
        ...participantRow(of),
      )
    for (const of of changes.participants)
      this.#run(
        `update participant set member = ?, delivered = ?, read = ?, shown_delivered = ?, shown_read = ?, reopened = ?, sharing = ?,
         revision = ?, posted_count = ?, posted_silent_count = ? where conversation_key = ? and ordinal = ?`,
        ...participantRow(of),
        of.conversationKey,
        of.ordinal,
      )
  }

  #eraseUser(key: number): void {
    this.#run(
      `delete from receipt where (conversation_key, ordinal) in (select conversation_key, ordinal from participant where user_key = ?)`,
      key,
    )
    this.#run('delete from participant where user_key = ?', key)
    this.#run('delete from user where key = ?', key)
  }

  #removeConversation(key: number): void {
    for (const table of ['receipt', 'message', 'participant'])
      this.#run(`delete from ${table} where conversation_key = ?`, key)
    this.#run('delete from conversation where key = ?', key)
  }

  #run(sql: string, ...values: readonly Value[]): number {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return Number(statement.run(...values).changes)
  }
}
