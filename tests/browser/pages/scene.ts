/** What a test page shows. */
export interface Scene {
  readonly userId: string
  readonly conversationId: string
  /** The messages m1 to the one of this number; those after it the test adds by `window.stage`. */
  readonly messages: number
  /** The first message that is on the page until the application is asked for others: m1 if nothing is said. */
  readonly firstMessage?: number
  /** Who wrote them; alice if nothing is said. */
  readonly senderId?: string
  readonly locale?: 'en' | 'de' | 'ar'
  readonly theme?: 'light' | 'dark'
  readonly isStrict?: boolean
  /** Whether messages are marked as read once they are seen; no if nothing is said. */
  readonly reads?: boolean
  /** Whether each message has a list of who has it. */
  readonly hasSeenBy?: boolean
  readonly hasSettings?: boolean
  /** Whether the page calls each hook. */
  readonly hasHooks?: boolean
  readonly policy?: 'required'
  /** Messages that the page's chat is sending, or could not. */
  readonly sending?: Readonly<Record<string, 'sending' | 'failed'>>
  /** Whether nobody is at the page at first. */
  readonly isAway?: boolean
  /** Where the list is scrolled to at first. */
  readonly at?: 'top' | 'bottom'
  readonly quietMs?: number
  /** Set by the stage. */
  readonly url?: string
  readonly token?: string
}

/** What a test may do with a page, and see of it. */
export interface Stage {
  /** How often what was rendered since it was asked last. */
  takeRenders(): Readonly<Record<string, number>>
  /** One more message on the page. */
  add(): void
  /** Takes everything off the page, or puts it on again. */
  show(isShown: boolean): void
  markUnread(messageId: string): void
  /** Whether somebody is at the page. */
  setHere(isHere: boolean): void
  isLive(): boolean
  isInView(messageId: string): boolean
  /** Presses the first element that fits. */
  press(selector: string): void
  /** What is chosen in the settings. */
  sharing(): { readonly sharing: string; readonly private: boolean }
  /** How much the colours of some elements stand out from the background of what is around them, as WCAG counts it. */
  contrasts(selector: string, around: string): readonly number[]
  /** What sticks out of the page or of its own box at its side. */
  overflowing(): readonly string[]
  /** What the hooks gave last. */
  hooks(): Readonly<Record<string, unknown>>
  /** The observers that observe something, and whether the server is still asked for the conversation. */
  leftBehind(): { readonly observers: number; readonly watches: number }
  readonly announced: readonly string[]
}
