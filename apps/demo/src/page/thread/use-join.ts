import { useDevice } from '../demo-context.ts'

/** Joins a conversation, or joins it again. */
export function useJoin(conversationId: string): () => void {
  const { chat, client } = useDevice()
  const watchAnew = (): void => {
    // A view that was refused stays so until it is asked for another window.
    const view = client.conversation(conversationId)
    if (view.getSnapshot().state !== 'refused') return
    view.setWindow({ from: 1 })
    view.setWindow({})
  }
  // Offline it fails, and can be tried again.
  return () => void chat.join(conversationId).then(watchAnew, () => {})
}
