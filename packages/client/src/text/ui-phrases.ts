import type { Phrases } from '@tallymark/core'

/** A phrase with a number, in a form for each category that `Intl.PluralRules` gives in its language; `other` stands for those that are missing. */
export type PluralForms = { readonly other: string } & { readonly [Category in Intl.LDMLPluralRule]?: string }

/** All that the parts say. `{count}`, `{total}` and `{time}` are replaced. */
export interface UiPhrases extends Phrases {
  /** The button that opens the list of who has a message. */
  readonly seenBy: string
  /** The title of that list. */
  readonly seenByTitle: string
  /** The list's three parts. */
  readonly readTab: string
  readonly deliveredTab: string
  readonly pendingTab: string
  /** Beside a recipient, with `{time}`. */
  readonly readAt: string
  readonly deliveredAt: string
  /** An empty part of the list. */
  readonly nobodyYet: string
  /** Under the list: `{count}` recipients hide whether they have read it. */
  readonly hiddenReaders: PluralForms
  /** In place of the list, where the conversation shows counts and no names. */
  readonly countsOnly: string
  readonly showMore: string
  readonly close: string
  readonly loading: string
  readonly loadFailed: string
  readonly tryAgain: string
  /** What a badge means, with `{count}`. */
  readonly unreadMessages: PluralForms
  /** The button that goes to the first unread message, with `{count}`. */
  readonly jumpToUnread: PluralForms
  /** The divider before the first unread message, with `{count}`. */
  readonly newMessages: PluralForms
  readonly markUnread: string
  /** The settings of what is shared; each choice with a sentence of what it means. */
  readonly settingsTitle: string
  readonly shareEverything: string
  readonly shareEverythingMeans: string
  readonly shareDeliveries: string
  readonly shareDeliveriesMeans: string
  readonly shareNothing: string
  readonly shareNothingMeans: string
  readonly readPrivately: string
  readonly readPrivatelyMeans: string
  /** Where the conversation leaves no choice. */
  readonly sharingRequired: string
  readonly sharingForbidden: string
  readonly saved: string
  readonly saveFailed: string
  /** How the connection stands. */
  readonly connected: string
  readonly connecting: string
  readonly offline: string
  readonly disconnected: string
  /** Announced: `{count}` of one's own messages were read, or delivered. */
  readonly messagesRead: PluralForms
  readonly messagesDelivered: PluralForms
}

/** What stands for the placeholders of a phrase; numbers are written as the language writes them. */
export interface PhraseValues {
  readonly count?: number
  readonly total?: number
  readonly time?: string
}
