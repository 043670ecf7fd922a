import type { MarkOptions, MarkTarget } from '@tallymark/client'
import { detectReading, type Reading, type ReadingOptions } from '@tallymark/client/reading'
import { type Open, open, told } from './count-open.ts'

/** What of the options can be sent to a page. */
export type PlainOptions = Omit<ReadingOptions, 'attention' | 'onSeen'>

/** What a page under test holds as `chat`: one conversation, whose messages are the elements with `data-message`. */
export interface Chat {
  /** What was marked as read, and what was told as seen, in order. */
  readonly marks: (MarkTarget & MarkOptions)[]
  readonly seen: string[]
  /** When it was started and the last was seen, by `performance.now()`. */
  startedAt: number
  lastSeenAt: number
  reading: Reading
  /** Stops to observe what was observed at the start. */
  stop(): void
  /** Starts to detect, with dwells of 100 ms if nothing is said, and observes every message on the page. */
  start(options?: PlainOptions, areSeqsKnown?: boolean): void
  /** Observes every message on the page as what it is now; gives back how to stop. */
  observe(): () => void
  /** Lets so many milliseconds go by, and two frames more. */
  pass(ms: number): Promise<void>
  /** Scrolls an element down by one of its heights a frame, to its end. */
  hurry(selector: string): Promise<void>
  open(): Open
  /** How often observers have told something. */
  told(): number
  /** From now on it is known that nothing is read but what is marked as unread: these seqs, as first and last of each range. */
  markUnread(...reopened: readonly number[]): void
}

type Snapshot = ReturnType<Parameters<typeof detectReading>[0]['getSnapshot']>

/** Of what is read nothing is known. */
let snapshot: Snapshot = { state: 'loading', own: null }
const getSnapshot = (): Snapshot => snapshot

const chat: Chat = {
  marks: [],
  seen: [],
  startedAt: 0,
  lastSeenAt: 0,
  reading: detectReading({ markRead: () => {}, message: () => undefined, getSnapshot }),
  stop: () => {},
  open,
  told,
  markUnread(...reopened) {
    const own = { member: [1, 10_000], delivered: reopened, read: reopened, reopened, unreadCount: 1 }
    snapshot = { state: 'live', own } as unknown as Snapshot
  },
  start(options = {}, areSeqsKnown = true) {
    const conversation = {
      markRead: (target: MarkTarget & MarkOptions) => void chat.marks.push(target),
      message: (messageId: string) => (areSeqsKnown ? summaryOf(messageId) : undefined),
      getSnapshot,
    }
    chat.startedAt = performance.now()
    const onSeen = (messageIds: readonly string[]): void => {
      chat.seen.push(...messageIds)
      chat.lastSeenAt = performance.now()
    }
    chat.reading = detectReading(conversation, { dwellMs: 100, onSeen, ...options })
    chat.stop = chat.observe()
  },
  observe() {
    const elements = [...document.querySelectorAll<HTMLElement>('[data-message]')]
    const stops = elements.map((element) => chat.reading.observe(element, element.dataset.message as string))
    return () => {
      for (const stop of stops) stop()
    }
  },
  async pass(ms) {
    await new Promise((resolve) => setTimeout(resolve, ms))
    for (let i = 0; i < 2; i++) await nextFrame()
  },
  async hurry(selector) {
    const element = document.querySelector(selector) as Element
    for (let top = -1; top !== element.scrollTop; await nextFrame()) {
      top = element.scrollTop
      element.scrollBy(0, element.clientHeight)
    }
  },
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))

/** Message m7 has seq 7. */
function summaryOf(messageId: string) {
  const counts = { totalRecipients: 1, deliveredCount: 0, readCount: 0, hiddenCount: 0 }
  const seq = Number(messageId.slice(1))
  return { seq, messageId, senderId: 'alice', silent: false, deleted: false, overallStatus: 'sent', ...counts } as const
}

Object.assign(globalThis, { chat })
