import { parentPort, workerData } from 'node:worker_threads'
import { StoreError } from '../../engine/ports/store-error.ts'
import { type CallName, runCall } from './calls.ts'
import type { DatabaseOptions } from './open-database.ts'
import { SqliteFile } from './sqlite-file.ts'

/** A call as it is sent to the thread of a file. */
export interface CallMessage {
  readonly id: number
  readonly name: CallName
  readonly values: readonly unknown[]
}

/** What comes back for a call. */
export type ReplyMessage =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: { readonly code: StoreError['code']; readonly message: string } }

const port = parentPort
if (port === null) throw new Error('this file is started as a worker thread')

let file: SqliteFile | undefined

port.on('message', ({ id, name, values }: CallMessage) => {
  let reply: ReplyMessage
  try {
    file ??= new SqliteFile(workerData as DatabaseOptions)
    reply = { id, value: runCall(file, name, values) }
  } catch (error) {
    const { code, message } = error instanceof StoreError ? error : new StoreError('unavailable', String(error))
    reply = { id, fault: { code, message } }
  }
  port.postMessage(reply)
  // A thread whose file could not be opened would only keep the process from ending.
  if (name === 'close' || file === undefined) port.close()
})
