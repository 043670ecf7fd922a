import { Cell } from '../cell.ts'
import { marksTold, type TallyFrame } from './marks-told.ts'
import { type ConversationCount, NOTHING_YET, purposeOf, type WireCount } from './wire-count.ts'

/** Counts what comes over the wires of all clients of this page. */
export class WireCounter {
  readonly count = new Cell<WireCount>(NOTHING_YET)
  /** By conversation, how many marks each client heard of. */
  #marks = new Map<string, number[]>()
  #clients = 0

  /** Counts the frames of one more client. */
  client(): (text: string) => void {
    const told = marksTold()
    const client = this.#clients++
    return (text) => {
      const frame = JSON.parse(text) as TallyFrame
      this.#add(client, frame, told(frame))
    }
  }

  /** Counts from now on. */
  reset(): void {
    this.#marks = new Map()
    this.count.set(NOTHING_YET)
  }

  #add(client: number, { type, conversationId = '' }: TallyFrame, marks: number): void {
    const { frames, conversations } = this.count.getSnapshot()
    const purpose = purposeOf(type, marks)
    this.count.set({
      frames: { ...frames, [purpose]: frames[purpose] + 1 },
      conversations: marks > 0 ? this.#withMarks(conversations, client, conversationId, marks) : conversations,
    })
  }

  #withMarks(
    before: readonly ConversationCount[],
    client: number,
    conversationId: string,
    marks: number,
  ): readonly ConversationCount[] {
    const byClient = this.#marks.get(conversationId) ?? Array.from({ length: this.#clients }, () => 0)
    byClient[client] = (byClient[client] ?? 0) + marks
    this.#marks.set(conversationId, byClient)
    const known = before.find((one) => one.conversationId === conversationId)
    const broadcasts = (known?.broadcasts ?? 0) + marks
    const now = { conversationId, broadcasts, marks: Math.max(...byClient) }
    return [...before.filter((one) => one !== known), now]
  }
}
