import type { RefusalCode } from '@tallymark/core'
import { TallymarkError } from '../src/engine/tallymark-error.ts'
import { openTallymark, type Tallymark, type TallymarkOptions } from '../src/open-tallymark.ts'

/** When the clock of a chat starts. */
export const START_AT = Date.UTC(2030, 0, 1)

/** Which messages a mark is about. */
export type Target = Pick<
  Parameters<Tallymark['markRead']>[0],
  'messageId' | 'messageIds' | 'upToMessageId' | 'seqs' | 'private'
>

/** The conversation `c1` in a Tallymark of its own in memory, on a clock that stands still until it is told. */
export interface Chat extends AsyncDisposable {
  readonly tallymark: Tallymark
  /** Lets time pass, in milliseconds. */
  tick(ms: number): void
  /** Posts the next messages: `m1`, `m2`… by their seqs; `null` posts as the system. */
  post(sender: string | null, count?: number, silent?: boolean): Promise<void>
  deliver(user: string, target: Target): ReturnType<Tallymark['markDelivered']>
  read(user: string, target: Target): ReturnType<Tallymark['markRead']>
  join(user: string, history?: Parameters<Tallymark['join']>[0]['history']): ReturnType<Tallymark['join']>
  leave(user: string): ReturnType<Tallymark['leave']>
  remove(messageId: string): ReturnType<Tallymark['deleteMessage']>
  status(messageId: string, viewerId?: string): ReturnType<Tallymark['getMessageStatus']>
  unread(userId: string): ReturnType<Tallymark['getUnread']>
  participant(userId: string): ReturnType<Tallymark['getParticipant']>
  version(): Promise<number>
}

type Settings = Parameters<Tallymark['createConversation']>[0]['settings']

/** Opens a chat with these people in it, in this order. */
export async function openChat(
  people: readonly string[] = ['alice', 'bob', 'carol'],
  settings: NonNullable<Settings> = {},
  options: Omit<TallymarkOptions, 'database' | 'clock'> = {},
): Promise<Chat> {
  let at = START_AT
  const tallymark = await openTallymark({ ...options, database: ':memory:', clock: { now: () => at } })
  await tallymark.createConversation({ conversationId: 'c1', participants: [...people], settings })
  return { tallymark, tick: (ms) => (at += ms), ...verbs(tallymark) }
}

function verbs(tallymark: Tallymark): Omit<Chat, 'tallymark' | 'tick'> {
  const here = { conversationId: 'c1' }
  return {
    async post(sender, count = 1, silent = false) {
      const { head } = await tallymark.getConversation(here)
      const from = sender === null ? {} : { senderId: sender }
      const ids = Array.from({ length: count }, (_, i) => `m${head + 1 + i}`)
      for (let i = 0; i < count; i += 5_000)
        await Promise.all(
          ids.slice(i, i + 5_000).map((messageId) => tallymark.post({ ...here, ...from, messageId, silent })),
        )
    },
    deliver: (recipientId, target) => tallymark.markDelivered({ ...here, recipientId, ...target }),
    read: (recipientId, target) => tallymark.markRead({ ...here, recipientId, ...target }),
    join: (userId, history) => tallymark.join({ ...here, userId, ...(history === undefined ? {} : { history }) }),
    leave: (userId) => tallymark.leave({ ...here, userId }),
    remove: (messageId) => tallymark.deleteMessage({ ...here, messageId }),
    status: (messageId, viewerId) =>
      tallymark.getMessageStatus({ ...here, messageId, ...(viewerId === undefined ? {} : { viewerId }) }),
    unread: (userId) => tallymark.getUnread({ ...here, userId }),
    participant: (userId) => tallymark.getParticipant({ ...here, userId }),
    version: async () => (await tallymark.getConversation(here)).version,
    [Symbol.asyncDispose]: () => tallymark.close(),
  }
}

/** The code of the refusal that a call comes to; `undefined` if it is answered. */
export async function codeOf(call: Promise<unknown>): Promise<RefusalCode | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (error instanceof TallymarkError) return error.code
    throw error
  }
}
