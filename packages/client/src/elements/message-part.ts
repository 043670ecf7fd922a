import { screenOf } from '../screen/screen-of.ts'
import type { MessageSummary } from '../views/conversation-snapshot.ts'
import { Part, type Setting } from './part.ts'

/** A message of which something is shown. */
export interface ShownMessage extends Setting {
  readonly conversationId: string
  readonly messageId: string
}

/** An element that follows one message, named by its attributes `conversation` and `message`. */
export abstract class MessagePart extends Part {
  static readonly observedAttributes: readonly string[] = ['conversation', 'message']

  /** Shows how far the message has come; `undefined` if that is not known. Called at first and at each change. */
  protected abstract show(summary: MessageSummary | undefined, of: ShownMessage): void

  /** Nothing is shown any more. */
  protected abstract clear(): void

  protected watch(setting: Setting): () => void {
    const [conversationId, messageId] = [this.getAttribute('conversation'), this.getAttribute('message')]
    if (conversationId === null || messageId === null) return () => {}
    const screen = screenOf(setting.client, conversationId)
    let shown: MessageSummary | undefined
    const look = (): void => {
      const now = screen.message(messageId)
      if (!now || now === shown) return
      shown = now
      this.show(now, { ...setting, conversationId, messageId })
    }
    const ends = [setting.client.conversation(conversationId).subscribe(look), screen.watchPart(this, messageId)]
    this.show(undefined, { ...setting, conversationId, messageId })
    look()
    return () => {
      for (const end of ends) end()
      this.clear()
    }
  }
}

/** What is shown of a message; nothing if that is not to be seen, or the message is deleted. */
export const summarised = (summary: MessageSummary | undefined) =>
  summary?.overallStatus ? { ...summary, overallStatus: summary.overallStatus } : undefined
