/** Somebody of this chat. */
export interface Person {
  readonly userId: string
  readonly name: string
  readonly color: string
  readonly avatarUrl: string | null
}

/** A conversation as the chat knows it. */
export interface ChatConversation {
  readonly conversationId: string
  readonly title: string
  readonly kind: 'direct' | 'group' | 'channel' | 'crowd'
  /** Of a large one not all. */
  readonly members: readonly string[]
  readonly memberCount: number
}

/** A message as the chat's server has it. Tallymark knows its id and nothing else of this. */
export interface StoredMessage {
  readonly messageId: string
  readonly senderId: string
  /** `null` for a message of the real channel, whose text is not ours to show. */
  readonly text: string | null
  /** How long a text that is not shown is, in characters. */
  readonly lengthHint: number
  readonly sentAt: string
  readonly deleted: boolean
}

/** A message as this device has it: `sending` until the server has taken it, `failed` if it never will. */
export interface ChatMessage extends StoredMessage {
  readonly state: 'sending' | 'failed' | 'sent'
}
