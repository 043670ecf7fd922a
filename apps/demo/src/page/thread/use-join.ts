import { useDevice } from '../demo-context.ts'

/** Joins a conversation, or joins it again: its receipts were refused until now. */
export function useJoin(conversationId: string): () => void {
  const { chat, client } = useDevice()
  const watch = (): void => client.conversation(conversationId).setWindow({})
  // Offline it fails, and can be tried again.
  return () => void chat.join(conversationId).then(watch, () => {})
}
