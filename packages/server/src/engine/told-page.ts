import type { RecipientState } from '@tallymark/core'

/** One recipient as far as others may know it, in the fewest words. */
export interface ToldRecipient {
  readonly userId: string
  readonly userName: string | null
  readonly userAvatarUrl: string | null
  readonly state: RecipientState
  readonly deliveredAt: number | null
  readonly readAt: number | null
}

/** A page of recipients, and the ordinal to go on after; `null` on the last. */
export interface ToldPage {
  readonly recipients: readonly ToldRecipient[]
  readonly endsAt: number | null
}
