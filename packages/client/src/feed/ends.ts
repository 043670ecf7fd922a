import type { MarkKind } from '../marks/mark.ts'
import type { RefusedMark } from '../marks/refused-mark.ts'
import type { MarkTarget } from '../marks/resolved.ts'
import type { Window } from './window.ts'

/** What a tab asks of the hub that holds the connection. All that is passed can be cloned, so that it may go to another tab. */
export interface HubEnd {
  /** A tab has come: tells everybody how things stand. */
  greet(): void
  /** A tab looks at a conversation, or at the inbox, which has no window. */
  watch(tab: string, key: string, window?: Window): void
  unwatch(tab: string, key: string): void
  /** Asked again of each new hub until it is `taken`. */
  mark(ref: string, wish: Wish): void
}

/** What the hub tells all tabs. */
export interface TabEnd {
  /** There is a new hub, which knows of nobody. */
  hub(): void
  /** What is shown under a key is this now. */
  show(key: string, snapshot: unknown): void
  /** These marks are stored, as far as there is a storage. */
  taken(refs: readonly string[]): void
  refused(refused: RefusedMark): void
}

/** A mark as the application asked for it. */
export interface Wish {
  readonly conversationId: string
  readonly kind: MarkKind
  readonly isPrivate: boolean
  readonly target: MarkTarget | { readonly fromMessageId: string }
}

/** A call of one end's method, as it goes to another tab. */
export type CallOf<End extends object> = {
  [Name in keyof End]: End[Name] extends (...args: infer Args) => void ? readonly [Name, ...Args] : never
}[keyof End]

/** How a hub calls all its tabs. */
export type TellTabs = (...call: CallOf<TabEnd>) => void

/** Does what a call says. */
export const perform = <End extends object>(end: End, [name, ...args]: CallOf<End>): void =>
  (end as Record<PropertyKey, (...of: readonly unknown[]) => void>)[name]?.(...args)

/** The key of the inbox. A conversation's own key starts differently from all others. */
export const INBOX_KEY = 'inbox'
export const CONNECTION_KEY = 'connection'
export const OUTBOX_KEY = 'outbox'
export const keyOf = (conversationId: string): string => `=${conversationId}`
