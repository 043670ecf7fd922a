import {
  CLOSE_CODES,
  type ClientFrame,
  type CloseReason,
  decodeClientFrame,
  type Hello,
  isNotAFrame,
  isRefusal,
  type MarkFrame,
  type MarkUnreadFrame,
  type NotAFrame,
  type Refusal,
  refuse,
  type ServerFrame,
  type UserId,
} from '@tallymark/core'
import type { Identity } from '../access/identity.ts'
import { JWT_LEEWAY_MS } from '../access/jwt.ts'
import type { Marked } from '../engine/use-cases/mark.ts'
import { markOf, markUnreadOf, toUser } from './asked-mark.ts'
import { ConnectionWatches } from './connection-watches.ts'
import { HELLO_MS, STALL_MS, WAITING_LIMIT_BYTES, WAITING_MAX_BYTES } from './feed-limits.ts'
import type { FeedParts } from './feed-parts.ts'
import { Frame } from './frame.ts'
import { FrameRate } from './frame-rate.ts'
import type { Pipe } from './pipe.ts'
import { namedBy, type RefusedOf, refusalOfFields, refusedFrame } from './refusals.ts'
import type { Watch, Watcher } from './watch.ts'

/** Somebody who has said who it is, before its first frame. */
export interface KnownClient {
  readonly identity: Identity
  /** For whom an API key acts, if for anybody. */
  readonly userId?: UserId | undefined
  /** The name of the feed, where frames to the server go by requests of their own. */
  readonly session?: string
}

/** What a connection tells those who keep all of them. */
export interface ConnectionOwner {
  /** Its frames are to leave in this turn of the loop (FED7). */
  hasFrames(connection: FeedConnection): void
  /** Whether this user may have one more connection (CON4). */
  admits(viewer: UserId | 'chat'): boolean
  closed(connection: FeedConnection): void
  counted(what: 'unknownFrames' | 'refused' | 'slow'): void
}

/** How many frames may wait for the hello to be looked at. */
const EARLY_MAX = 300

/** One client's connection, over whatever pipe: a state machine of frames in and frames out. */
export class FeedConnection implements Watcher {
  readonly #parts: FeedParts
  readonly #pipe: Pipe
  readonly #owner: ConnectionOwner
  readonly #rate: FrameRate
  readonly #openedAt: number
  readonly #session: string | undefined
  #state: 'new' | 'identifying' | 'open' | 'draining' | 'closed' = 'new'
  #early: string[] = []
  #identity: Identity | undefined
  #viewer: UserId | 'chat' = 'chat'
  #heardAt: number
  #behindSince: number | undefined
  #watches: ConnectionWatches | undefined
  #followsInbox = false
  #frames: Frame[] = []
  #answersDue = 0
  #drained: (() => void) | undefined

  constructor(parts: FeedParts, pipe: Pipe, owner: ConnectionOwner, who: KnownClient | undefined) {
    this.#parts = parts
    this.#pipe = pipe
    this.#owner = owner
    this.#session = who?.session
    this.#openedAt = parts.timers.now()
    this.#heardAt = this.#openedAt
    this.#rate = new FrameRate(parts.limits.framesPerSecond, this.#openedAt)
    if (who !== undefined) this.#accept(who.identity, who.userId)
  }

  get watches(): number {
    return this.#watches?.count ?? 0
  }

  get isClosed(): boolean {
    return this.#state === 'closed'
  }

  /** Whose connections this is one of, once it was accepted; nothing for the chat itself. */
  get countedAs(): UserId | undefined {
    return this.#identity === undefined || this.#viewer === 'chat' ? undefined : this.#viewer
  }

  get isBehind(): boolean {
    if (this.#pipe.waitingBytes <= WAITING_MAX_BYTES) return false
    this.#behindSince ??= this.#parts.timers.now()
    return true
  }

  /** Takes one frame of the client. */
  receive(text: string): void {
    if (this.#state === 'closed' || this.#state === 'draining') return
    this.heard()
    if (!this.#rate.take(this.#heardAt)) this.close('flood', 1_000)
    else if (this.#state === 'identifying') this.#keep(text)
    else this.#read(text)
  }

  /** Takes any sign of life. */
  heard(): void {
    this.#heardAt = this.#parts.timers.now()
  }

  /** The network took what waited. */
  drained(): void {
    if (this.#pipe.waitingBytes > WAITING_MAX_BYTES || this.#state !== 'open') return
    this.#behindSince = undefined
    if (this.#followsInbox) this.#parts.inboxes.catchUp(this.#viewer as UserId, this)
    this.#watches?.catchUp()
  }

  /** The client broke the rules of what carries frames. */
  refuse(reason: CloseReason): void {
    this.close(reason)
  }

  /** The pipe is closed. */
  ended(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#watches?.endAll()
    if (this.#followsInbox) this.#parts.inboxes.unfollow(this.#viewer as UserId, this)
    this.#drained?.()
    this.#owner.closed(this)
  }

  send(frame: Frame): void {
    if (this.#state === 'closed') return
    this.#frames.push(frame)
    if (this.#frames.length === 1) this.#owner.hasFrames(this)
  }

  /** Writes what was sent, at once (FED7). */
  flush(): void {
    const frames = this.#frames
    if (frames.length === 0) return
    this.#frames = []
    this.#pipe.write(frames)
    if (this.#pipe.waitingBytes > WAITING_LIMIT_BYTES) this.close('slow')
  }

  dismiss(watch: Watch, why: Frame): void {
    this.#watches?.forget(watch)
    this.send(why)
  }

  /** Ends it where a time has run out: for the hello, the token, silence, a network that takes nothing. */
  check(): void {
    const now = this.#parts.timers.now()
    if (this.#identity === undefined) {
      if (now - this.#openedAt >= HELLO_MS) this.close('no_hello')
      return
    }
    if (this.#identity.kind === 'user') {
      if (this.#parts.clock.now() >= this.#identity.expiresAt + JWT_LEEWAY_MS) this.close('token_expired')
    } else this.#checkKey(this.#identity.keyId)
    if (now - this.#heardAt >= this.#parts.limits.silenceMs) this.close('silent')
    const isBehind = this.isBehind
    if (!isBehind) this.#behindSince = undefined
    else if (now - (this.#behindSince ?? now) >= STALL_MS) this.close('slow')
  }

  /** Takes no more frames; resolves when those it took are answered and it is closed (CON7). */
  async drain(retryAfterMs: number): Promise<void> {
    if (this.#state === 'closed') return
    this.#state = 'draining'
    if (this.#answersDue > 0) await new Promise<void>((resolve) => (this.#drained = resolve))
    this.close('stopping', retryAfterMs)
  }

  close(reason: CloseReason, retryAfterMs?: number): void {
    if (this.#state === 'closed') return
    const { code, detail } = CLOSE_CODES[reason]
    if (reason === 'slow') this.#owner.counted('slow')
    this.#frames.push(
      new Frame({ type: 'bye', code, reason: detail, ...(retryAfterMs !== undefined && { retryAfterMs }) }),
    )
    this.#pipe.write(this.#frames)
    this.#frames = []
    this.ended()
    this.#pipe.close(reason)
  }

  #keep(text: string): void {
    if (this.#early.length < EARLY_MAX) this.#early.push(text)
    else this.close('flood', 1_000)
  }

  #read(text: string): void {
    const frame = decodeClientFrame(text)
    if (isNotAFrame(frame)) this.#misread(frame)
    else if (this.#state === 'open') this.#handle(frame)
    else if (frame.type === 'hello') this.#hello(frame)
    else this.close('protocol_error')
  }

  /** Whoever is known may say what this version does not know, and is told what is wrong of what it does. */
  #misread(said: NotAFrame): void {
    if (this.#state !== 'open' || said.wrong === 'all') this.close('protocol_error')
    else if (said.wrong === 'type') this.#owner.counted('unknownFrames')
    else {
      const of = namedBy(said)
      if (of.id === undefined && of.conversationId !== undefined) this.#watches?.end(of.conversationId)
      this.#refuse(refusalOfFields(said), of)
    }
  }

  #hello({ token, userId }: Hello): void {
    this.#state = 'identifying'
    this.#identify(token, (identity) => {
      if (this.#state !== 'identifying') return
      if (identity === undefined) this.close('unauthenticated')
      else if (identity.kind === 'user' && userId !== undefined && userId !== identity.userId) {
        this.#refuse(refuse('not_yours'), {})
        this.close('protocol_error')
      } else this.#accept(identity, userId as UserId | undefined)
    })
  }

  #identify(token: string, then: (identity: Identity | undefined) => void): void {
    const identity = this.#parts.access.identify(token)
    if (!(identity instanceof Promise)) then(identity)
    else
      identity.then(then, (fault: unknown) => {
        this.#parts.onFault(fault)
        this.close('internal', 1_000)
      })
  }

  #accept(identity: Identity, userId: UserId | undefined): void {
    this.#viewer = identity.kind === 'user' ? identity.userId : (userId ?? 'chat')
    if (!this.#owner.admits(this.#viewer)) {
      this.close('too_many_connections')
      return
    }
    this.#identity = identity
    this.#state = 'open'
    this.#welcome(identity)
    const early = this.#early
    this.#early = []
    for (const text of early) if (this.#state === ('open' as string)) this.#read(text)
  }

  #welcome(identity: Identity): void {
    const expiresAt = identity.kind === 'user' ? identity.expiresAt : null
    this.#say({
      type: 'welcome',
      userId: this.#viewer === 'chat' ? null : this.#viewer,
      epoch: this.#parts.epoch,
      expiresAt,
      lastsMs: expiresAt === null ? null : Math.max(0, Math.floor(expiresAt - this.#parts.clock.now())),
      silenceMs: this.#parts.limits.silenceMs,
      ...(this.#session !== undefined && { session: this.#session }),
    })
  }

  #handle(frame: ClientFrame): void {
    switch (frame.type) {
      case 'hello':
        this.close('protocol_error')
        break
      case 'renew':
        this.#renew(frame.token)
        break
      case 'watch':
        this.#watches ??= new ConnectionWatches(this.#parts, this, this.#viewer)
        this.#watches.begin(frame)
        break
      case 'unwatch':
        this.#watches?.end(frame.conversationId)
        break
      case 'mark':
      case 'markUnread':
        this.#mark(frame)
        break
      case 'inbox':
        this.#followInbox(frame.on)
        break
      case 'ping':
        this.#say({ type: 'pong' })
        break
      default:
        frame satisfies never
    }
  }

  #renew(token: string): void {
    this.#identify(token, (identity) => {
      if (this.#state !== 'open') return
      const isSame =
        identity?.kind === this.#identity?.kind && (identity?.kind !== 'user' || identity.userId === this.#viewer)
      if (identity === undefined) this.#refuse(refuse('unauthenticated'), {})
      else if (!isSame) this.#refuse(refuse('not_yours'), {})
      else {
        this.#identity = identity
        this.#welcome(identity)
      }
    })
  }

  #checkKey(keyId: string): void {
    const isValid = this.#parts.access.isValid(keyId)
    if (!(isValid instanceof Promise)) {
      if (!isValid) this.close('token_expired')
      return
    }
    isValid.then(
      (known) => {
        if (!known) this.close('token_expired')
      },
      // A store that cannot be asked says nothing against the key; the next check asks again.
      () => undefined,
    )
  }

  #mark(frame: MarkFrame | MarkUnreadFrame): void {
    const of = { id: frame.id, conversationId: frame.conversationId }
    const outcome = this.#submit(frame)
    if (isRefusal(outcome)) {
      this.#refuse(outcome, of)
      return
    }
    this.#answersDue += 1
    outcome.then(
      (marked) => this.#answer(marked, of),
      (fault: unknown) => {
        this.#parts.onFault(fault)
        this.#answer(refuse('internal'), of)
      },
    )
  }

  #answer(marked: Marked | Refusal, of: { readonly id: number; readonly conversationId: string }): void {
    if (isRefusal(marked)) this.#refuse(toUser(marked), of)
    else this.#say({ type: 'marked', id: of.id, ...marked })
    this.#answersDue -= 1
    if (this.#answersDue === 0) this.#drained?.()
  }

  /** Hands a mark to the engine, for the connection's own user alone (CON6). */
  #submit(frame: MarkFrame | MarkUnreadFrame): Promise<Marked | Refusal> | Refusal {
    const { engine } = this.#parts
    if (this.#viewer === 'chat')
      return { refused: 'invalid_input', detail: 'Say in hello for which user to mark, or mark over HTTP.' }
    if (frame.type === 'markUnread') return engine.markUnread(markUnreadOf(frame, this.#viewer))
    const mark = markOf(frame, this.#viewer)
    if (isRefusal(mark)) return mark
    return mark.kind === 'read' ? engine.markRead(mark) : engine.markDelivered(mark)
  }

  #followInbox(isOn: boolean): void {
    if (this.#viewer === 'chat') {
      this.#refuse({ refused: 'invalid_input', detail: 'Say in hello whose inbox it is.' }, {})
      return
    }
    if (isOn === this.#followsInbox) return
    this.#followsInbox = isOn
    if (isOn) this.#parts.inboxes.follow(this.#viewer, this)
    else this.#parts.inboxes.unfollow(this.#viewer, this)
  }

  #refuse(refusal: Refusal, of: RefusedOf): void {
    this.#owner.counted('refused')
    this.send(refusedFrame(refusal, of))
  }

  #say(said: ServerFrame): void {
    this.send(new Frame(said))
  }
}
