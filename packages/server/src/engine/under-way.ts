import type { Batch, DecidedBatch } from './batch.ts'
import { isOvertaken } from './overtaken.ts'
import type { Changes, Transaction } from './ports/store.ts'
import type { Workspace } from './workspace.ts'

/** A commit that is under way: what it will have written, and whether it comes to that. */
export class UnderWay {
  readonly workspace: Workspace
  readonly standsAlone: boolean
  /** How many commands share it. */
  readonly size: number
  /** Whether everything was written as the workspace has it. Never rejects. */
  readonly ended: Promise<boolean>
  readonly #decided: DecidedBatch
  #isStanding = true

  /** `write` writes it, tells when a try has failed, and gives whether all was written as it was first decided. */
  constructor(batch: Batch, decided: DecidedBatch, write: (failed: () => void) => Promise<boolean>) {
    this.workspace = decided.workspace
    this.standsAlone = batch.standsAlone
    this.size = batch.waiting.length
    this.#decided = decided
    const fail = (): void => {
      this.#isStanding = false
    }
    this.ended = write(fail).finally(fail)
  }

  /**
   * Whether somebody else has written, after this, where the next one looks too: then the rows that this leaves are not laid over that one's. Of a
   * conversation or user that this one makes the next one has seen nothing that would tell, unless it is told of whatever others write.
   */
  isOvertakenBy(next: Transaction): boolean {
    const isMadeUnseen = !next.seen.has('') && !isWithinConversations(this.#decided.changes)
    return isMadeUnseen || isOvertaken(this.#decided, next)
  }

  /** Whether the next commit may be sent before this one has ended: it has not, has not failed, and all that it writes is in conversations that are there. */
  get mayBeFollowed(): boolean {
    return this.#isStanding && !this.standsAlone && isWithinConversations(this.#decided.changes)
  }
}

/** Whether nothing but conversations that were there before is written to: whose rows tell the next commit whether this one stands. */
const isWithinConversations = (changes: Changes): boolean =>
  [
    changes.newUsers,
    changes.users,
    changes.newConversations,
    changes.erasedUserKeys,
    changes.removedConversationKeys,
  ].every((rows) => rows.length === 0)
