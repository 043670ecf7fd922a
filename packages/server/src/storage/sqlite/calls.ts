import type { ApiKeyRecord } from '../../engine/ports/records.ts'
import type { Changes, Reader, Wanted } from '../../engine/ports/store.ts'
import type { SqliteFile } from './sqlite-file.ts'
import type { SqliteReader } from './sqlite-reader.ts'

type Question = keyof Reader

const question =
  <Name extends Question>(name: Name) =>
  (file: SqliteFile, ...values: Parameters<Reader[Name]>) =>
    file.read((reader) => (reader[name] as unknown as (...of: typeof values) => unknown).apply(reader, values))

/** All that can be asked of a database file, by name: the one list that the thread of the file and its callers share. */
export const CALLS = {
  find: question('find'),
  members: question('members'),
  userIdOf: question('userIdOf'),
  messagesBetween: question('messagesBetween'),
  messageIdsAt: question('messageIdsAt'),
  profiles: question('profiles'),
  receiptTimes: question('receiptTimes'),
  countFillable: question('countFillable'),
  countUnread: question('countUnread'),
  apiKeys: question('apiKeys'),
  epoch: (file: SqliteFile) => file.read((reader: SqliteReader) => reader.epoch()),
  begin: (file: SqliteFile, wanted: Wanted) => file.begin(wanted),
  commit: (file: SqliteFile, changes: Changes) => file.commit(changes),
  abort: (file: SqliteFile) => file.abort(),
  addApiKey: (file: SqliteFile, key: ApiKeyRecord) => file.addApiKey(key),
  revokeApiKey: (file: SqliteFile, keyId: string, at: number) => file.revokeApiKey(keyId, at),
  check: (file: SqliteFile) => file.check(),
  close: (file: SqliteFile) => file.close(),
}

/** The name of a call. */
export type CallName = keyof typeof CALLS

/** Carries a call to the thread that holds the file, and its result back. */
export type Carry = (name: CallName, values: readonly unknown[]) => Promise<unknown>

/** Runs a call on a file of this thread. */
export const runCall = (file: SqliteFile, name: CallName, values: readonly unknown[]): unknown =>
  (CALLS[name] as (of: SqliteFile, ...rest: readonly unknown[]) => unknown)(file, ...values)
