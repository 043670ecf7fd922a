import type { CloseReason } from '@tallymark/core'
import { CLOSE_CODES } from '@tallymark/core'
import type { FeedConnection } from '../../packages/server/src/realtime/feed-connection.ts'
import type { Frame } from '../../packages/server/src/realtime/frame.ts'
import type { Pipe } from '../../packages/server/src/realtime/pipe.ts'
import type { OwnTime } from './sim-time.ts'
import type { World } from './world.ts'

/** What a device's end of a line tells, and what time it lives by. */
export interface LineUser {
  readonly userId: string
  readonly time: OwnTime
  heard(text: string): void
  ended(code: number): void
}

/** How long a cut goes unnoticed on a side that is told of it, in milliseconds. */
const NOTICED_MS = 300
const LOST = 1006
/** How long a device that cannot reach a server waits before it gives up. */
const UNREACHED_MS = 200

/** The network: lines that are slow, are cut, lose, halve and double what they carry. */
export class SimNetwork {
  readonly #world: World
  readonly #lines = new Set<Line>()
  #next = 0

  constructor(world: World) {
    this.#world = world
  }

  /** Connects a device, if the server lives. */
  connect(user: LineUser, hello: string): Line {
    this.#next += 1
    const line = new Line(this.#world, user, this.#next, () => this.#lines.delete(line))
    this.#lines.add(line)
    line.open(hello)
    return line
  }

  /** Every line ends. */
  serverDied(): void {
    for (const line of [...this.#lines]) line.cut()
  }

  /** Those that are open, to cut one. */
  lines(): readonly Line[] {
    return [...this.#lines]
  }
}

/** One connection between a device and the server. */
export class Line implements Pipe {
  readonly number: number
  readonly user: LineUser
  readonly #world: World
  readonly #gone: () => void
  #connection: FeedConnection | undefined
  #isCut = false
  #upAt = 0
  #downAt = 0
  #waiting = 0

  constructor(world: World, user: LineUser, number: number, gone: () => void) {
    this.#world = world
    this.user = user
    this.number = number
    this.#gone = gone
  }

  get waitingBytes(): number {
    return this.#waiting * this.#world.settings.weight
  }

  open(hello: string): void {
    const { server } = this.#world
    const arrive = (): void => {
      if (this.#isCut) return
      if (server === undefined || !server.time.isAlive) {
        this.#tellDevice(LOST, UNREACHED_MS)
        return
      }
      this.#connection = server.feeds.connect(this)
      this.send(hello)
    }
    this.#world.time.after(this.#delay(), arrive)
  }

  /** From the device to the server. */
  send(text: string): void {
    if (this.#isCut) return
    // What is sent again after a doubt is a mark; nothing else comes twice over one connection.
    const times = text.includes('"type":"mark') && this.#world.hits('doubled') ? 2 : 1
    for (let i = 0; i < times; i += 1) {
      this.#upAt = Math.max(this.#upAt, this.#world.time.now + this.#delay())
      this.#world.time.after(this.#upAt - this.#world.time.now, () => {
        if (this.#isCut || this.#isServerDead) return
        this.#world.log(`${this.number} > ${text}`)
        this.#connection?.receive(text)
      })
    }
    if (this.#world.hits('cut')) this.cut()
  }

  /** From the server to the device. */
  write(frames: readonly Frame[]): void {
    this.#world.time.activity += 1
    this.#world.wrote(this, frames)
    for (const { bytes } of frames) {
      const text = bytes.toString()
      this.#carry(text)
      if (this.#world.hits('doubled')) this.#carry(text)
    }
  }

  /** The server closes it, after what it wrote. */
  close(reason: CloseReason): void {
    if (this.#isCut) return
    const { code } = CLOSE_CODES[reason]
    this.#world.time.after(Math.max(0, this.#downAt - this.#world.time.now) + 1, () => {
      if (this.#isCut) return
      this.#end()
      this.#tellDevice(code, 0)
    })
  }

  /** The device closes it. */
  leave(): void {
    if (this.#isCut) return
    this.#end()
    this.#tellServer(this.#delay())
  }

  /** It is cut: what is under way is lost, and the two sides notice later, or only by the silence. */
  cut(): void {
    if (this.#isCut) return
    this.#end()
    const { chance } = this.#world
    if (!this.#world.hits('halfOpen')) this.#tellDevice(LOST, chance.between(0, NOTICED_MS))
    if (!this.#world.hits('halfOpen')) this.#tellServer(chance.between(0, NOTICED_MS))
  }

  get #isServerDead(): boolean {
    return this.#world.server?.time.isAlive !== true
  }

  #carry(text: string): void {
    if (this.#isCut) return
    this.#waiting += text.length
    this.#downAt = Math.max(this.#downAt, this.#world.time.now + this.#delay())
    const isHalved = this.#world.hits('halved')
    const isLast = this.#world.hits('cut')
    this.#world.time.after(this.#downAt - this.#world.time.now, () => {
      this.#waiting -= text.length
      if (this.#isCut) return
      if (isLast) {
        this.cut()
        return
      }
      this.#deliver(isHalved ? text.slice(0, text.length >> 1) : text)
      this.#connection?.drained()
    })
  }

  #deliver(text: string): void {
    // What reaches a device that sleeps is there when it wakes.
    this.user.time.after(0, () => {
      this.#world.log(`${this.number} < ${text}`)
      this.user.heard(text)
    })
  }

  #delay(): number {
    const { chance } = this.#world
    return this.#world.hits('late') ? chance.between(200, 5_000) : chance.between(1, 30)
  }

  #end(): void {
    this.#isCut = true
    this.#gone()
  }

  #tellDevice(code: number, ms: number): void {
    this.#world.time.after(ms, () => this.user.time.after(0, () => this.user.ended(code)))
  }

  #tellServer(ms: number): void {
    this.#world.time.after(ms, () => this.#connection?.ended())
  }
}

/** What a line carried, for those who judge it. */
export type Wrote = (line: Line, frames: readonly Frame[]) => void
