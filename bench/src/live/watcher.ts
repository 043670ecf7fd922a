import type { Change, ServerFrame, Snapshot, TallyPart } from '@tallymark/core'
import { Line } from './line.ts'

/** Who is to watch what. */
export interface Watching {
  readonly apiKey: string
  readonly userId: string
  readonly conversationId: string
}

/** The messages on a screen, by seq. */
export interface Messages {
  readonly from?: number
  readonly to?: number
}

/** One client of Tallymark in one conversation; it holds as much of its picture as a bench has to look at. */
export class Watcher {
  readonly line: Line
  readonly #watching: Watching
  /** By seq. */
  readonly tallies = new Map<number, TallyPart>()
  /** How many updates of the picture came. */
  changes = 0
  /** Hears each time that the picture moved. */
  moved: () => void = () => undefined
  /** Hears why there is nothing more to come. */
  failed: (why: Error) => void = () => undefined
  #version = -1
  #marks = 0
  readonly #answers = new Map<number, PromiseWithResolvers<void>>()
  #picture: PromiseWithResolvers<void> | undefined
  readonly #welcome = Promise.withResolvers<void>()

  private constructor(line: Line, watching: Watching) {
    this.line = line
    this.#watching = watching
    line.hear = (text) => this.#hear(JSON.parse(text.toString('utf8')))
    line.lost = (why) => this.#fail(why)
  }

  /** Connects, and says who it is. */
  static async connect(port: number, watching: Watching): Promise<Watcher> {
    const watcher = new Watcher(await Line.open(port), watching)
    const { apiKey: token, userId } = watching
    watcher.#say({ type: 'hello', token, userId })
    await watcher.#welcome.promise
    return watcher
  }

  /** Connects, and watches these messages, or the newest. */
  static async open(port: number, watching: Watching, messages: Messages = {}): Promise<Watcher> {
    const watcher = await Watcher.connect(port, watching)
    await watcher.watch(messages)
    return watcher
  }

  /** Watches these messages from now on, or the newest; resolves once their picture is there. */
  watch(messages: Messages): Promise<void> {
    const picture = Promise.withResolvers<void>()
    this.#picture = picture
    this.#say({ type: 'watch', conversationId: this.#watching.conversationId, ...messages })
    return picture.promise
  }

  /** Marks a message as read; resolves once that is durable. */
  markRead(messageId: string): Promise<void> {
    this.#marks += 1
    const answer = Promise.withResolvers<void>()
    this.#answers.set(this.#marks, answer)
    const { conversationId } = this.#watching
    this.#say({ type: 'mark', id: this.#marks, conversationId, kind: 'read', messageIds: [messageId] })
    return answer.promise
  }

  #say(frame: object): void {
    this.line.say(JSON.stringify(frame))
  }

  #hear(frame: ServerFrame): void {
    switch (frame.type) {
      case 'marked':
        this.#answers.get(frame.id)?.resolve()
        this.#answers.delete(frame.id)
        return
      case 'change':
        this.#change(frame)
        return
      case 'snapshot':
        this.#snapshot(frame)
        return
      case 'welcome':
        this.#welcome.resolve()
        return
      case 'refused':
        this.#fail(new Error(`${frame.code}: ${frame.detail}`))
        return
      default:
    }
  }

  #snapshot({ version, tallies }: Snapshot): void {
    this.#version = version
    this.tallies.clear()
    this.#take(tallies)
    this.#picture?.resolve()
  }

  #change({ since, version, tallies }: Change): void {
    if (since === this.#version) {
      this.#version = version
      this.changes += 1
      this.#take(tallies ?? [])
    } else this.#fail(new Error(`a change since ${since} of a picture at ${this.#version}`))
  }

  #take(tallies: readonly TallyPart[]): void {
    for (const tally of tallies) this.tallies.set(tally[0], tally)
    this.moved()
  }

  /** Whoever waits for anything hears that it will not come. */
  #fail(why: Error): void {
    for (const { reject } of this.#answers.values()) reject(why)
    this.#welcome.reject(why)
    this.#picture?.reject(why)
    this.failed(why)
  }
}
