import { type Bye, type ClientFrame, mayReconnect, type ServerFrame, type Welcome } from '@tallymark/core'
import type { Platform } from '../ports/platform.ts'
import { LOST, type Transport, type Wire } from '../ports/transport.ts'
import type { ConnectionSnapshot } from './connection-snapshot.ts'
import { retryDelay } from './retry-delay.ts'

/** How long a try may take, with asking for the token. */
const TRY_MS = 20_000
/**
 * After how long open a connection that ends counts as one that was well; how long an answer to a sign of life that was asked for out of turn may take; and the least time before a token
 * is asked for to renew one, which may be given out anew until it ends.
 */
const PATIENCE_MS = 5_000
/** How many tries of one transport fail before the next one has its turn (CLT8). */
const FAILURES_MAX = 2
/** How many tokens in a row are refused before it is final. */
const REFUSALS_MAX = 2
const UNAUTHENTICATED = 4500
const TOKEN_EXPIRED = 4007
/** The share of a token's time after which it is renewed. */
const RENEW_AT = 0.8
/** How long a token lasts that does not end. */
const FOR_EVER_MS = 1e15

/** Where a connection leads to, and for whom. */
export interface Address {
  readonly url: string
  readonly userId: string
  token(): Promise<string>
}

/** Whom a connection tells. */
export interface ConnectionEvents {
  moved(snapshot: ConnectionSnapshot): void
  /** Every frame of the server, the welcome among them. */
  heard(frame: ServerFrame): void
}

type Alarm = 'try' | 'life' | 'renew'

/** The one connection, which comes back by itself (CLT1, CLT2, CLT8). */
export class Connection {
  readonly #platform: Platform
  readonly #address: Address
  readonly #events: ConnectionEvents
  readonly #alarms = new Map<Alarm, () => void>()
  #state: ConnectionSnapshot['state'] = 'waiting'
  #wire: Wire | undefined
  /** What an earlier try still has to say is not listened to. */
  #attempt = 0
  #tries = 0
  #refusals = 0
  #way = 0
  #failures = 0
  #hasWorked = false
  #token: string | undefined
  #tokenEndsAt = 0
  #openedAt = 0
  #halfMs = 0
  #heardAt = 0
  #saidAt = 0
  #bye: Bye | undefined

  constructor(platform: Platform, address: Address, events: ConnectionEvents) {
    this.#platform = platform
    this.#address = address
    this.#events = events
  }

  /** Connects, unless it is connected or about to be. */
  connect(): void {
    if (this.#state !== 'waiting') return
    const attempt = ++this.#attempt
    const ifCurrent =
      <Told>(run: (told: Told) => void) =>
      (told: Told): void => {
        if (attempt === this.#attempt) run(told)
      }
    this.#bye = undefined
    this.#set('try', TRY_MS, () => this.#ended(LOST))
    this.#move({ state: 'connecting' })
    const dial = (token: string): void => {
      const { transports } = this.#platform
      const transport = transports[this.#way % transports.length] as Transport
      this.#token = token
      this.#wire = transport({
        url: this.#address.url,
        userId: this.#address.userId,
        token,
        heard: ifCurrent((text) => this.#heard(text)),
        ended: ifCurrent((code) => this.#ended(code)),
      })
    }
    this.#freshToken()
      .then(ifCurrent(dial))
      .catch(ifCurrent((error) => this.#ended(LOST, String(error))))
  }

  /** Sends a frame, if it is open. */
  send(frame: ClientFrame): void {
    if (this.#state !== 'open') return
    this.#saidAt = this.#platform.timers.now()
    this.#wire?.send(JSON.stringify(frame))
  }

  /** The network has changed: tries now, or sees whether the connection still lives. */
  hasten(): void {
    if (this.#state === 'open') this.#probe(PATIENCE_MS)
    else this.connect()
  }

  /** Ends it for good. */
  close(reason: 'closed' | 'refused', code = 0): void {
    if (this.#state === 'closed') return
    this.#drop()
    this.#move({ state: 'closed', reason, code })
  }

  async #freshToken(): Promise<string> {
    return this.#token !== undefined && this.#platform.timers.now() < this.#tokenEndsAt
      ? this.#token
      : this.#address.token()
  }

  /** A text that is no frame, or does not hold what its type says, ends the connection; frames of unknown types are let be. */
  #heard(text: string): void {
    try {
      this.#take(JSON.parse(text) as ServerFrame)
    } catch {
      this.#ended(LOST)
    }
  }

  #take(frame: ServerFrame): void {
    const isWelcome = frame.type === 'welcome'
    const wasOpen = this.#state === 'open'
    this.#heardAt = this.#platform.timers.now()
    if (isWelcome) this.#welcomed(frame)
    if (frame.type === 'bye') this.#bye = frame
    // A welcome that answers a renewal says only how long the token lasts.
    else if (this.#state === 'open' && wasOpen !== isWelcome) this.#events.heard(frame)
  }

  #welcomed({ lastsMs, silenceMs }: Welcome): void {
    this.#tokenEndsAt = this.#heardAt + (lastsMs ?? FOR_EVER_MS) * RENEW_AT
    this.#renewInTime()
    if (this.#state === 'open') return
    this.#off('try')
    this.#hasWorked = true
    this.#refusals = this.#failures = 0
    this.#openedAt = this.#saidAt = this.#heardAt
    this.#halfMs = silenceMs / 2
    this.#watchLife()
    this.#move({ state: 'open' })
  }

  /** Sees to it that neither side is silent for too long: a browser's WebSocket shows no signs of life of its own. */
  #watchLife(): void {
    const silentMs = this.#platform.timers.now() - Math.min(this.#heardAt, this.#saidAt)
    if (silentMs >= this.#halfMs) this.#probe(this.#halfMs)
    else this.#set('life', this.#halfMs - silentMs, () => this.#watchLife())
  }

  #probe(patienceMs: number): void {
    const askedAt = this.#platform.timers.now()
    // Only what is heard after it was asked for is a sign of life.
    this.#heardAt = askedAt - 1
    this.send({ type: 'ping' })
    this.#set('life', patienceMs, () => {
      if (this.#heardAt < askedAt) this.#ended(LOST)
      else this.#watchLife()
    })
  }

  /** The server says of a newer token how long it lasts. Without one it ends the connection in time, and the next try asks again. */
  #renewInTime(): void {
    const attempt = this.#attempt
    const renewed = (token: string): void => {
      if (attempt !== this.#attempt) return
      if (token === this.#token) this.#renewInTime()
      else this.#wire?.renew(token)
      this.#token = token
    }
    const ms = Math.max(this.#tokenEndsAt - this.#platform.timers.now(), PATIENCE_MS)
    // The timer may be early: a machine's own waits for 24 days at most.
    this.#set('renew', ms, () => this.#freshToken().then(renewed, () => {}))
  }

  #ended(closeCode: number, error?: string): void {
    const { timers } = this.#platform
    const { code, retryAfterMs = 0 } = { code: closeCode, ...this.#bye }
    const wasOpen = this.#state === 'open'
    if (wasOpen && timers.now() - this.#openedAt >= PATIENCE_MS) this.#tries = 0
    // Whoever had a token has tried the transport, even where that cannot be used here at all.
    if (!wasOpen && this.#token && code < 4000) this.#fail()
    this.#drop()
    const isRefusal = code === UNAUTHENTICATED
    if (isRefusal || code === TOKEN_EXPIRED) this.#token = undefined
    const isFinal = isRefusal ? ++this.#refusals >= REFUSALS_MAX : !mayReconnect(code)
    if (isFinal) {
      this.close('refused', code)
      return
    }
    const delay = retryAfterMs + retryDelay(this.#platform.random(), this.#tries++)
    this.#set('try', delay, () => this.connect())
    this.#move({ state: 'waiting', code, retryAfterMs: delay, error } as ConnectionSnapshot)
  }

  /** A transport that never got through gives way to the next. */
  #fail(): void {
    if (this.#hasWorked || ++this.#failures < FAILURES_MAX) return
    this.#failures = 0
    this.#way += 1
  }

  #drop(): void {
    this.#attempt += 1
    this.#wire?.close()
    this.#wire = undefined
    for (const off of this.#alarms.values()) off()
    this.#alarms.clear()
  }

  #move(snapshot: ConnectionSnapshot): void {
    this.#state = snapshot.state
    this.#events.moved(snapshot)
  }

  #set(alarm: Alarm, ms: number, run: () => void): void {
    this.#off(alarm)
    this.#alarms.set(alarm, this.#platform.timers.after(ms, run))
  }

  #off(alarm: Alarm): void {
    this.#alarms.get(alarm)?.()
    this.#alarms.delete(alarm)
  }
}
