import { COUNT, record, seqs } from './shape.ts'

/** A mark is durable: where the participant's sets stand (RCP5). Its version says nothing of what a picture holds. */
export interface MarkedFrame {
  readonly type: 'marked'
  readonly id: number
  readonly delivered: string
  readonly read: string
  readonly version: number
  readonly revision: number
}

const SETS = seqs(1_000_000)

export const MARKED = record({ id: COUNT, delivered: SETS, read: SETS, version: COUNT, revision: COUNT })
