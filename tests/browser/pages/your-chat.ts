import type { Chat } from '../../../examples/your-chat.ts'
import type { Scene } from './scene.ts'

const { scene } = globalThis as unknown as { scene: Scene }

/** Where Tallymark is. */
export const receipts = scene.url ?? ''
export const me = scene.userId
export const fetchToken = async (): Promise<string> => scene.token ?? ''

/** The chat: alice and bob write in turns. */
export const chat: Chat = {
  id: scene.conversationId,
  title: 'Tea',
  messages: Array.from({ length: scene.messages }, (_, i) => ({
    id: `m${i + 1}`,
    senderId: i % 2 ? 'bob' : 'alice',
    text: `Message ${i + 1}`,
  })),
}
