import type { RecipientState } from '@tallymark/core'
import type { View } from '../views/view.ts'

/** A recipient of a message, as far as the viewer may know. */
export interface Reader {
  readonly userId: string
  readonly userName: string | null
  readonly userAvatarUrl: string | null
  readonly deliveredAt: Date | null
  readonly readAt: Date | null
  readonly status: RecipientState
}

/** Who has a message, as it is known now. Never changed in place; what has not changed keeps its identity. */
export interface ReadersSnapshot {
  /** `failed`: the last that was asked got no answer, or a refusal; what was known before stays. */
  readonly state: 'loading' | 'ready' | 'failed'
  /** Why it failed: a code of the table of refusals and what to do, or `unreachable`. */
  readonly failure: { readonly code: string; readonly detail: string } | null
  /** In the order of joining, as far as they were loaded. */
  readonly readers: readonly Reader[]
  /** Whether the conversation shows names; where it shows counts only, `readers` stays empty (PRV5). */
  readonly hasNames: boolean
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  /** Of the message as a whole, whatever the filter. */
  readonly totalRecipients: number
  readonly deliveredCount: number
  readonly readCount: number
  /** Recipients who hide whether they have read it. */
  readonly hiddenCount: number
}

/** A live list of who has a message, loaded as long as somebody subscribes to it. */
export interface Readers extends View<ReadersSnapshot> {
  /** Loads the next page, if there is one. */
  readonly more: () => void
  /** Asks anew, also after a failure. */
  readonly reload: () => void
}

/** Whose readers. */
export interface ReadersOf {
  readonly conversationId: string
  readonly messageId: string
  /** Only recipients of this status; all if nothing is said. */
  readonly filter?: RecipientState
  /** How many come at a time: 50 if nothing is said, at most 1,000. */
  readonly pageSize?: number
}

/** The list of which nothing is known. */
export const NO_READERS: ReadersSnapshot = {
  state: 'loading',
  failure: null,
  readers: [],
  hasNames: true,
  hasMore: false,
  isLoadingMore: false,
  totalRecipients: 0,
  deliveredCount: 0,
  readCount: 0,
  hiddenCount: 0,
}
