import type { Tallymark } from 'tallymark'
import type { Crowd, Reading } from './crowd.ts'
import type { Store } from './inside.ts'

/** A kind of database that is measured. Whatever is opened in it is gone when it is disposed of. */
export interface Database extends AsyncDisposable {
  /** What it is, with its version and the settings that matter. */
  readonly words: string
  /** A place of its own for a Tallymark, with this crowd, of whom nobody has read anything. */
  filled(crowd: Crowd): Promise<Place>
  /** Rows of a way of keeping them, in a place of their own, with this crowd, of whom nobody has read anything. */
  rows(way: RowsWay, crowd: Crowd): Promise<Rows>
  /** The bare store with this crowd, where there is one. */
  bare?(crowd: Crowd): Promise<Bare>
}

/** The ways of keeping a row per message and recipient: `brief`, statement by statement; the same in one transaction a call; and as good as rows can be. */
export type RowsWay = 'brief' | 'transaction' | 'tuned'

export const ROWS_WORDS: Readonly<Record<RowsWay, string>> = {
  brief: 'a row per message and recipient, statement by statement',
  transaction: 'the same rows, one transaction a call',
  tuned: 'a tuned row per message and recipient, one statement a call',
}

/** Where a Tallymark keeps what it knows. */
export interface Place extends AsyncDisposable {
  /** A Tallymark on it, which is the caller's to close. */
  tallymark(): Promise<Tallymark>
  /** The store alone, which is the caller's to close. */
  store(): Promise<Store>
  /** How many bytes of the disk it takes now that nothing is open. */
  bytes(): Promise<number>
}

/** Rows that a crowd's receipts are kept in. */
export interface Rows extends AsyncDisposable {
  /** One recipient has read one message. */
  markRead(reading: Reading): Promise<void> | void
  /** One recipient has read all up to a message. */
  bulkMarkRead(upTo: Reading): Promise<void> | void
  /** Leaves behind what marking these one by one would, as fast as that goes. */
  leave(readings: Iterable<Reading>): Promise<void>
  /** How many bytes of the disk they take. */
  bytes(): Promise<number>
}

/** Writes of the rows of marks with nothing around them. */
export interface Bare extends AsyncDisposable {
  commit(batch: readonly Reading[]): void
}
