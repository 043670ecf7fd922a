import { PHRASES } from '@tallymark/core'
import type { Language } from './language.ts'

/** English. */
export const english: Language = {
  locale: 'en',
  direction: 'ltr',
  phrases: {
    ...PHRASES,
    seenByTitle: 'Who has this message',
    readTab: 'Read',
    deliveredTab: 'Delivered',
    pendingTab: 'Not yet',
    nobodyYet: 'Nobody yet',
    hiddenReaders: { one: '{count} person does not share this', other: '{count} people do not share this' },
    countsOnly: 'This conversation shows numbers, not names.',
    showMore: 'Show more',
    close: 'Close',
    loading: 'Loading…',
    loadFailed: 'This could not be loaded.',
    tryAgain: 'Try again',
    unreadMessages: { one: '{count} unread message', other: '{count} unread messages' },
    jumpToUnread: { one: 'Jump to {count} unread message', other: 'Jump to {count} unread messages' },
    newMessages: { one: '{count} new message', other: '{count} new messages' },
    settingsTitle: 'What others may see',
    shareEverything: 'Share everything',
    shareEverythingMeans: 'Others see when a message reaches you and when you read it.',
    shareDeliveries: 'Share deliveries only',
    shareDeliveriesMeans: 'Others see that a message reached you, but not whether you read it.',
    shareNothing: 'Share nothing',
    shareNothingMeans: 'Others see neither. What you shared before stays as it is.',
    readPrivately: 'Read privately',
    readPrivatelyMeans: 'What you read now counts as read for you alone.',
    sharingRequired: 'In this conversation everyone shares everything.',
    sharingForbidden: 'In this conversation nobody shares anything.',
    newestOwn: 'Your newest message: {status}',
  },
}
