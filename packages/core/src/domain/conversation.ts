import type { SharingPolicy } from './sharing.ts'
import type { Headline } from './status.ts'

/** Who may see a conversation's receipts (PRV5). */
export type Visibility = 'everyone' | 'sender' | 'counts'

/** What a conversation may choose. */
export interface ConversationSettings {
  readonly visibility: Visibility
  readonly sharing: SharingPolicy
  readonly headline: Headline
}

/** The settings of a conversation that chose nothing. */
export const DEFAULT_SETTINGS: ConversationSettings = {
  visibility: 'everyone',
  sharing: 'optional',
  headline: 'all',
}
