import type { Wanted } from '../../engine/ports/store.ts'
import type { Row } from '../rows.ts'
import type { ChangeRows } from './change-rows.ts'
import type { SqliteFile } from './sqlite-file.ts'
import type { SqliteReader } from './sqlite-reader.ts'

const question =
  <Name extends Exclude<keyof SqliteReader, 'highestKey' | 'dataVersion' | 'findAhead'>>(name: Name) =>
  (file: SqliteFile, ...values: Parameters<SqliteReader[Name]>) =>
    file.read((reader) =>
      (reader[name] as (...of: typeof values) => ReturnType<SqliteReader[Name]>).apply(reader, values),
    )

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
  epoch: question('epoch'),
  begin: (file: SqliteFile, wanted: Wanted) => file.begin(wanted),
  /** The changes are one text of JSON, which crosses in half the time that many arrays take. */
  commit: (file: SqliteFile, changes: string, dataVersion: number) =>
    file.commit(JSON.parse(changes) as ChangeRows, dataVersion),
  confirm: (file: SqliteFile, dataVersion: number) => file.confirm(dataVersion),
  addApiKey: (file: SqliteFile, row: Row) => file.addApiKey(row),
  revokeApiKey: (file: SqliteFile, keyId: string, at: number) => file.revokeApiKey(keyId, at),
  check: (file: SqliteFile) => file.check(),
  close: (file: SqliteFile) => file.close(),
}

/** The name of a call. */
export type CallName = keyof typeof CALLS

type Values<Call> = Call extends (file: SqliteFile, ...values: infer V) => unknown ? V : never
type Result<Call> = Call extends (...of: never[]) => infer R ? R : never

/** Carries a call to the thread that holds the file, and its result back. */
export type Carry = <Name extends CallName>(
  name: Name,
  ...values: Values<(typeof CALLS)[Name]>
) => Promise<Result<(typeof CALLS)[Name]>>

/** Runs a call on a file of this thread. */
export const runCall = (file: SqliteFile, name: CallName, values: readonly unknown[]): unknown =>
  (CALLS[name] as (of: SqliteFile, ...rest: readonly unknown[]) => unknown)(file, ...values)
