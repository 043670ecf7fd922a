import type { Client, Conversation, MessageSummary, OwnSnapshot } from '@tallymark/client'
import type { ReadingOptions } from '@tallymark/client/reading'
import { type Screen, screenOf } from '@tallymark/client/screen'
import { Divider } from './divider.ts'
import { RoomReading } from './room-reading.ts'

/** What is unread in a conversation, and where it begins. */
export type Unread = Pick<OwnSnapshot, 'unreadCount' | 'firstUnreadMessageId' | 'lastReadMessageId' | 'markedUnread'>

/** Nothing is unread, as far as is known. */
export const NOTHING_UNREAD: Unread = {
  unreadCount: 0,
  firstUnreadMessageId: null,
  lastReadMessageId: null,
  markedUnread: false,
}

/** One conversation on this page: what all hooks and components of it share, whichever of them came first. */
export class Room {
  readonly client: Client
  readonly conversation: Conversation
  readonly screen: Screen
  readonly divider: Divider
  readonly #reading: RoomReading
  #options: ReadingOptions = {}
  #unread = NOTHING_UNREAD

  constructor(client: Client, conversationId: string) {
    const conversation = client.conversation(conversationId)
    this.client = client
    this.conversation = conversation
    this.#reading = new RoomReading(conversation)
    this.divider = new Divider(conversation, () => this.#options.attention)
    this.screen = screenOf(client, conversationId)
  }

  /** The newest message of the window that the user sent itself and that is not deleted. */
  newestOwn(): MessageSummary | undefined {
    const { messages } = this.conversation.getSnapshot()
    return messages.findLast(({ senderId, deleted }) => senderId === this.client.userId && !deleted)
  }

  /** What is unread; the same object until it changes. */
  unread(): Unread {
    const own = this.conversation.getSnapshot().own ?? NOTHING_UNREAD
    const { unreadCount, firstUnreadMessageId, lastReadMessageId, markedUnread } = own
    const unread = { unreadCount, firstUnreadMessageId, lastReadMessageId, markedUnread }
    const isSame = (Object.keys(unread) as (keyof Unread)[]).every((key) => unread[key] === this.#unread[key])
    if (!isSame) this.#unread = unread
    return this.#unread
  }

  /** How messages of it are read on this page. */
  setReading(options: ReadingOptions): void {
    this.#options = options
    this.#reading.setOptions(options)
  }

  /** An element shows a message that is read by looking at it, until the function that is given back is called. */
  observe(element: Element, messageId: string): () => void {
    const offs = [this.screen.watchRow(element, messageId), this.#reading.observe(element, messageId)]
    return () => {
      for (const off of offs) off()
    }
  }
}

const rooms = new WeakMap<Client, Map<string, Room>>()

/** The room of a conversation, the same one each time. */
export function roomOf(client: Client, conversationId: string): Room {
  const ofClient = rooms.get(client) ?? new Map<string, Room>()
  rooms.set(client, ofClient)
  const known = ofClient.get(conversationId)
  if (known) return known
  const made = new Room(client, conversationId)
  ofClient.set(conversationId, made)
  return made
}
