import { isRefusal, type Refusal, refuse } from '@tallymark/core'
import { batchOf, decideBatch } from '../batch.ts'
import type { Lanes } from '../lanes.ts'
import type { Clock } from '../ports/clock.ts'
import type { CommitListener } from '../ports/commit-listener.ts'
import type { OpenClient, Store } from '../ports/store.ts'
import { changesAnything } from '../wanted.ts'
import { type Posted, type PostInput, postCommand } from './post.ts'

/** A message that stands once the chat's own transaction does. */
export interface PostedWithin extends Posted {
  /** To be called once that transaction is committed: tells whoever watches at once; otherwise the next comparison finds it. */
  announce(): void
}

/** What posting within a transaction of the chat's own works with. */
export interface PostWithinParts {
  readonly store: Pick<Store, 'beginWithin'>
  readonly clock: Clock
  readonly onCommit: CommitListener
  readonly lanes: Pick<Lanes, 'isOpen'>
}

/**
 * Gives a message its seq within a transaction that the chat has open and ends itself (LIB1). The conversation is held until then. A `StoreError`
 * means that the transaction can only be rolled back, and tried again where its code is `conflict`.
 */
export const postWithin =
  ({ store, clock, onCommit, lanes }: PostWithinParts) =>
  async (client: OpenClient, input: PostInput): Promise<PostedWithin | Refusal> => {
    if (!lanes.isOpen) return refuse('stopping')
    const command = postCommand(input)
    const transaction = await store.beginWithin?.(client, command.wanted)
    if (transaction === undefined)
      return refuse('invalid_input', 'Only a PostgreSQL database can be written to within a transaction of your own.')
    const batch = batchOf([{ command, at: clock.now(), rows: 0, settle: () => {} }])
    const { outcomes, changes } = await decideBatch(transaction, batch, undefined)
    const outcome = outcomes[0] as Posted | Refusal
    if (isRefusal(outcome)) return outcome
    await transaction.commit(changes)
    return { ...outcome, announce: () => (changesAnything(changes) ? onCommit(changes) : undefined) }
  }
