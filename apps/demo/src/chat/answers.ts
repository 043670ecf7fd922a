/** Somebody of the demo. */
export interface Person {
  readonly userId: string
  readonly name: string
  readonly color: string
  readonly avatarUrl: string
}

/** What kind of conversation it is: of two, of a few, the replayed channel, or the one of five hundred. */
export type Kind = 'direct' | 'group' | 'channel' | 'crowd'

/** A conversation as one of its members sees it in a list. */
export interface ConversationAnswer {
  readonly conversationId: string
  /** Of a direct one, the name of the other. */
  readonly title: string
  readonly kind: Kind
  /** The people of the demo who are in it. */
  readonly members: readonly string[]
  /** How many are in it, those who are not of the demo as well. */
  readonly memberCount: number
}

/** A message. */
export interface MessageAnswer {
  readonly messageId: string
  readonly senderId: string
  /** `null` where it was deleted, and in the replayed channel, whose text is not known. */
  readonly text: string | null
  /** About how many characters it has, to draw a bar in place of a text that is not known. */
  readonly lengthHint: number
  /** ISO 8601. */
  readonly sentAt: string
  readonly deleted: boolean
}

/** What happened in a conversation. */
export type ChatEvent =
  | { readonly type: 'message'; readonly conversationId: string; readonly message: MessageAnswer }
  | { readonly type: 'deleted'; readonly conversationId: string; readonly messageId: string }
  | {
      readonly type: 'membership'
      readonly conversationId: string
      readonly userId: string
      readonly isIn: boolean
      readonly members: readonly string[]
    }

/** An event as a page gets it: the data of a server-sent event. */
export type ToldEvent = ChatEvent & {
  /** Whom of the page's people it concerns. */
  readonly for: readonly string[]
}
