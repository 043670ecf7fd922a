export { createClient } from './client.ts'
export type { ConnectionSnapshot } from './connection/connection-snapshot.ts'
export { type Client, type ClientOptions, createClientOn } from './create-client-on.ts'
export type { InboxSnapshot } from './feed/inbox.ts'
export type { Window } from './feed/window.ts'
export type { Mark, MarkKind, MarkOnTheWay, MarkTargetById } from './marks/mark.ts'
export type { RefusedMark } from './marks/refused-mark.ts'
export type { MarkTarget } from './marks/resolved.ts'
export { here } from './platform/here.ts'
export type { Platform } from './ports/platform.ts'
export type { Storage } from './ports/storage.ts'
export type { Channel, Tabs } from './ports/tabs.ts'
export type { Timers } from './ports/timers.ts'
export type { Call, Transport, Wire } from './ports/transport.ts'
export type { Conversation, MarkOptions } from './views/conversation.ts'
export type {
  ConversationSnapshot,
  MessageSummary,
  OwnSnapshot,
  Person,
  RecipientSummary,
} from './views/conversation-snapshot.ts'
export type { View } from './views/view.ts'
