import type { Changes } from '../ports/store.ts'
import type { ConversationNotice } from './notice.ts'

/** Somebody who is told of commits, its own process's and those of others. */
export interface CommitFollower {
  /** Hears of a commit, or of all that became of one conversation since a version, after the replicas moved. */
  committed(changes: Changes, since?: number): void
  /** Whether it would like to be told of what another process committed. */
  follows(notice: ConversationNotice): boolean
  /** Commits of others may have gone unheard. */
  mayHaveMissed(): void
}
