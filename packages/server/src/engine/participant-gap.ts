import type { Gap } from '@tallymark/core'

/** A gap in the sets of one participant. */
export interface ParticipantGap extends Gap {
  readonly conversationKey: number
  readonly ordinal: number
}

/** A text that tells one gap from another. */
export const gapKey = (gap: ParticipantGap): string => `${gap.conversationKey}:${gap.ordinal}:${gap.first}:${gap.last}`
