import type { ClientFrame, MessagePart, Own, ServerFrame, Snapshot, TallyPart, Welcome } from '@tallymark/core'
import { decodeClientFrame, isNotAFrame } from '@tallymark/core'
import type { Call, Transport } from '../src/ports/transport.ts'

/** One try of a client to connect, as the server sees it. */
export class ScriptedCall {
  readonly call: Call
  readonly frames: ClientFrame[] = []
  readonly renewed: string[] = []
  isClosed = false

  constructor(call: Call) {
    this.call = call
  }

  /** The frames of one type that were sent. */
  of<Type extends ClientFrame['type']>(type: Type): readonly Extract<ClientFrame, { type: Type }>[] {
    return this.frames.filter((frame): frame is Extract<ClientFrame, { type: Type }> => frame.type === type)
  }

  say(...frames: readonly ServerFrame[]): void {
    for (const frame of frames) this.sayText(JSON.stringify(frame))
  }

  sayText(text: string): void {
    if (!this.isClosed) this.call.heard(text)
  }

  end(code: number): void {
    if (!this.isClosed) this.call.ended(code)
  }
}

/** A server that does what a test says; what the client sends must be frames. */
export class ScriptedServer {
  readonly calls: ScriptedCall[] = []

  readonly transport: Transport = (call) => {
    const made = new ScriptedCall(call)
    this.calls.push(made)
    return {
      send: (text) => {
        const frame = decodeClientFrame(text)
        if (isNotAFrame(frame)) throw new TypeError(`${frame.fault}: ${text}`)
        made.frames.push(frame)
      },
      renew: (token) => made.renewed.push(token),
      close: () => {
        made.isClosed = true
      },
    }
  }

  /** The newest try. */
  get last(): ScriptedCall {
    return this.calls.at(-1) as ScriptedCall
  }
}

export const welcome = (over: Partial<Welcome> = {}): Welcome => ({
  type: 'welcome',
  userId: 'bob',
  epoch: 'e1',
  expiresAt: null,
  lastsMs: null,
  silenceMs: 60_000,
  ...over,
})

/** Messages by alice, m1 to the one at `head`, in a conversation of alice and bob. */
export const messagesUpTo = (head: number, from = 1): readonly MessagePart[] =>
  Array.from({ length: head - from + 1 }, (_, i) => ({
    seq: from + i,
    messageId: `m${from + i}`,
    senderId: 'alice',
  }))

/** Nobody has received any of them. */
export const noneOf = (messages: readonly MessagePart[]): readonly TallyPart[] =>
  messages.map(({ seq }) => [seq, 1, 0, 0, 0])

export const snapshot = (head: number, over: Partial<Snapshot> = {}): Snapshot => ({
  type: 'snapshot',
  conversationId: 'c1',
  epoch: 'e1',
  version: head,
  head,
  from: 1,
  to: null,
  headline: 'all',
  visibility: 'everyone',
  messages: messagesUpTo(head),
  tallies: noneOf(messagesUpTo(head)),
  people: ['alice', 'bob'].map((userId) => ({
    userId,
    member: '1:*',
    delivered: '',
    read: '',
    profile: { userName: userId.toUpperCase(), userAvatarUrl: null },
  })),
  ...over,
})

/** Bob's own truth, of which nothing is read. */
export const own = (unreadCount: number, over: Partial<Own> = {}): Own => ({
  type: 'own',
  conversationId: 'c1',
  revision: 1,
  member: '1:*',
  delivered: '',
  read: '',
  reopened: '',
  unreadCount,
  firstUnreadMessageId: unreadCount === 0 ? null : 'm1',
  lastReadMessageId: null,
  markedUnread: false,
  ...over,
})
