import type { ServerResponse } from 'node:http'
import type { ChatEvent, ToldEvent } from './answers.ts'

/** How often a stream says that it is there. */
const PULSE_MS = 15_000
/** How long a stream lasts: as long as the token that opened it. Then the page comes again with a new one. */
const LASTS_MS = 600_000
/** A page that takes so little is hung up on: it comes back and asks for what it missed. */
const MOST_BYTES_WAITING = 262_144
const MOST_STREAMS = 500

interface Stream {
  readonly response: ServerResponse
  readonly userIds: readonly string[]
  readonly endsAt: number
}

/** The pages that listen, as streams of server-sent events. */
export class Events {
  readonly #streams = new Set<Stream>()
  readonly #pulse = setInterval(() => this.#keepAlive(Date.now()), PULSE_MS)

  /** Whether one more page may listen. */
  hasRoom(): boolean {
    return this.#streams.size < MOST_STREAMS
  }

  /** Tells a page what concerns one of these people, until it hangs up. */
  open(response: ServerResponse, userIds: readonly string[]): void {
    const stream = { response, userIds, endsAt: Date.now() + LASTS_MS }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write(': here\n\n')
    this.#streams.add(stream)
    response.on('close', () => this.#streams.delete(stream))
  }

  /** Tells these people, wherever they listen. */
  tell(event: ChatEvent, to: readonly string[]): void {
    for (const stream of this.#streams) {
      const concerned = stream.userIds.filter((userId) => to.includes(userId))
      if (concerned.length === 0) continue
      const told: ToldEvent = { ...event, for: concerned }
      write(stream, `data: ${JSON.stringify(told)}\n\n`)
    }
  }

  close(): void {
    clearInterval(this.#pulse)
    for (const { response } of this.#streams) response.end()
  }

  #keepAlive(now: number): void {
    for (const stream of this.#streams) {
      if (stream.endsAt <= now) stream.response.end()
      else write(stream, ': still here\n\n')
    }
  }
}

function write({ response }: Stream, text: string): void {
  response.write(text)
  if (response.writableLength > MOST_BYTES_WAITING) response.destroy()
}
