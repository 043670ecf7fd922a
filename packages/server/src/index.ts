export type { Change, MessagePart, Own, PersonPart, Profile, Refused, Snapshot, TallyPart } from '@tallymark/core'
export {
  type ConversationSettings,
  EMPTY,
  formatSeqSet,
  type Headline,
  has,
  ID_MAX_LENGTH,
  type InputFault,
  intersect,
  isEmpty,
  isId,
  isRefusal,
  isSubset,
  type Kind,
  type OverallStatus,
  ofSeqs,
  overallStatus,
  PHRASES,
  type Phrases,
  parseSeqSet,
  REFUSALS,
  type RecipientState,
  type Refusal,
  type RefusalCode,
  ranges,
  recipientState,
  type SeqSet,
  type Sharing,
  type SharingPolicy,
  type Summarised,
  seqSetFrom,
  size,
  statusText,
  subtract,
  summaryText,
  union,
  type Visibility,
} from '@tallymark/core'
export type { AppHost, AppLogger, AppSample, AppServed, OpenApp } from './app-host.ts'
export type { OpenClient } from './engine/ports/store.ts'
export { StoreError } from './engine/ports/store-error.ts'
export type { Summary } from './engine/public-picture.ts'
export { TallymarkError } from './engine/tallymark-error.ts'
export type { Conversation, CreatedConversation } from './engine/use-cases/create-conversation.ts'
export type { Inbox, InboxEntry } from './engine/use-cases/get-inbox.ts'
export type { MessageStatusDetails } from './engine/use-cases/get-message-status.ts'
export type { Participant } from './engine/use-cases/get-participant.ts'
export type { MessageSummary, Summaries } from './engine/use-cases/get-summaries.ts'
export type { Unread } from './engine/use-cases/get-unread.ts'
export type { Marked } from './engine/use-cases/mark.ts'
export type { Posted } from './engine/use-cases/post.ts'
export type { PostedWithin } from './engine/use-cases/post-within.ts'
export type { User } from './engine/use-cases/put-user.ts'
export type { RecipientStatus } from './engine/use-cases/recipient-page.ts'
export { openTallymark, type Tallymark, type TallymarkOptions } from './open-tallymark.ts'
export type { WatchEvent } from './realtime/watch-in-process.ts'
export type { PostgresOptions } from './storage/postgres/postgres-options.ts'
