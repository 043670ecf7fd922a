import type { Crowd } from '../crowd.ts'

/** What a node is started with. */
export interface NodeSetting {
  readonly name: string
  readonly database: string
  readonly schema: string
  readonly bus: string
  readonly crowd: Crowd
}

/** A share of a crowd's first conversation that marks on a node: every so many-th of its readers. */
export interface Share {
  readonly first: number
  readonly step: number
}

/** What a node can be asked, one thing at a time, each about its first conversation. */
export type Request =
  | { readonly ask: 'watch' }
  | { readonly ask: 'mark'; readonly member: number; readonly seq: number }
  | { readonly ask: 'heard'; readonly seq: number; readonly reads: number }
  | { readonly ask: 'storm'; readonly share: Share }

/** What it answers. Times are in milliseconds of a clock that all processes of a machine share. */
export interface Answers {
  /** When the first picture was there. */
  readonly watch: { readonly at: number }
  readonly mark: { readonly startedAt: number; readonly answeredAt: number }
  /** When the node's watcher was told that so many have read the message. */
  readonly heard: { readonly at: number }
  readonly storm: StormReport
}

/** What a node's share of a storm came to. */
export interface StormReport {
  readonly marks: number
  readonly startedAt: number
  readonly endedAt: number
  /** How long a mark waited for its answer at most. */
  readonly longestWaitMs: number
  /** How many commands waited for a commit at most. */
  readonly deepest: number
  readonly commits: number
  /** How many commits were decided anew because another node had written in between. */
  readonly conflicts: number
}

/** Milliseconds of a clock that all processes of a machine share. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6
