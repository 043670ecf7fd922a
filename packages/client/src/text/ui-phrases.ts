import type { Phrases } from '@tallymark/core'

/** A phrase with a number, in a form for each category that `Intl.PluralRules` gives in its language; `other` stands for those that are missing. */
export type PluralForms = { readonly other: string } & { readonly [Category in Intl.LDMLPluralRule]?: string }

/** All that the parts say. `{count}`, `{total}` and `{status}` are replaced. */
export interface UiPhrases extends Phrases {
  /** The title of that list. */
  readonly seenByTitle: string
  /** The list's three parts. */
  readonly readTab: string
  readonly deliveredTab: string
  readonly pendingTab: string
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
  /** Announced: how far one's own newest message has come, with `{status}`. */
  readonly newestOwn: string
}

/** What stands for the placeholders of a phrase; numbers are written as the language writes them. */
export interface PhraseValues {
  readonly count?: number
  readonly total?: number
  readonly status?: string
}
