import type { Language, PluralForms } from '@tallymark/client/text'
import { pluralRules } from './formats.ts'

/** What the page itself says; what the parts say comes with their language. `{name}`, `{count}` and the like are replaced; where there are forms, `count` chooses. */
export interface Words {
  readonly tagline: string
  readonly firstHint: string
  /** `{count}` read at once. */
  readonly nextHint: string
  /** Where one person is shown at a time. */
  readonly nextHintNarrow: string
  readonly legendSent: string
  readonly legendDelivered: string
  readonly legendRead: string
  readonly language: string
  readonly themeDark: string
  readonly phone: string
  readonly phoneHow: string
  readonly phoneAs: string
  readonly phoneClosed: string
  readonly phoneCommand: string
  readonly newWindow: string
  readonly whoToShow: string
  readonly close: string
  readonly back: string

  readonly online: string
  readonly connecting: string
  readonly offline: string
  readonly slow: string
  readonly hidden: string
  readonly hiddenMeans: string
  readonly marksWaiting: string
  readonly takeOffline: string
  readonly bringBack: string
  readonly hideTab: string
  readonly showTab: string
  readonly slowDown: string
  readonly speedUp: string
  readonly settingsOf: string

  readonly conversations: string
  readonly messages: string
  readonly you: string
  readonly members: string
  readonly membersCount: PluralForms
  readonly membersMore: PluralForms
  readonly join: string
  readonly leave: string
  readonly youLeft: string
  /** `{count}` people. */
  readonly channelMeans: string
  readonly message: string
  readonly send: string
  readonly greeting: string
  readonly crowdReads: string
  readonly crowdHasRead: string
  readonly toNewest: string
  readonly options: string
  readonly markUnread: string
  readonly delete: string
  readonly sendAgain: string
  readonly deleted: string
  readonly silentMessage: PluralForms
  readonly today: string
  readonly yesterday: string
  readonly loading: string
  readonly empty: string
  readonly somebody: string

  readonly policy: string
  readonly policyPrefix: string
  readonly policyPrefixMeans: string
  readonly policyViewed: string
  readonly policyViewedMeans: string
  readonly policyManual: string
  readonly policyManualMeans: string

  readonly wire: string
  readonly wireMeans: string
  readonly wireSent: string
  readonly wireBroadcast: string
  /** `{count}` marks, `{members}` who would hear of each. */
  readonly wireCrowd: PluralForms
  readonly wireAll: string
  readonly wireHow: string
  readonly wireFormula: string
  readonly countAnew: string
}

/** A language of this page: its own words beside those of the parts. */
export interface PageLanguage {
  readonly code: 'en' | 'de' | 'ar'
  /** Its name in itself. */
  readonly name: string
  readonly words: Words
  readonly parts: Language
}

/** A text with its placeholders filled, in the form that goes with `count`; numbers are written as the language writes them. */
export function say(
  of: string | PluralForms,
  values: Readonly<Record<string, string | number>>,
  locale: string,
): string {
  const text = typeof of === 'string' ? of : (of[pluralRules(locale).select(Number(values.count))] ?? of.other)
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : typeof value === 'number' ? value.toLocaleString(locale) : value
  })
}
