import type { CloseReason, ServerFrame } from '@tallymark/core'
import type { DoorConnection, FeedDoor } from '../src/realtime/endpoint/feed-door.ts'
import type { KnownClient } from '../src/realtime/feed-connection.ts'
import { Frame } from '../src/realtime/frame.ts'
import type { Pipe } from '../src/realtime/pipe.ts'

/** A connection that only writes down what it is told. */
export class FakeConnection implements DoorConnection {
  readonly pipe: Pipe
  readonly who: KnownClient | undefined
  readonly received: string[] = []
  readonly refused: CloseReason[] = []
  pongs = 0
  drains = 0
  hasEnded = false
  readonly #onEnd: () => void

  constructor(pipe: Pipe, who: KnownClient | undefined, onEnd: () => void) {
    this.pipe = pipe
    this.who = who
    this.#onEnd = onEnd
  }

  say(...frames: readonly ServerFrame[]): void {
    this.pipe.write(frames.map((frame) => new Frame(frame)))
  }

  receive(text: string): void {
    this.received.push(text)
  }

  heard(): void {
    this.pongs += 1
  }

  drained(): void {
    this.drains += 1
  }

  refuse(reason: CloseReason): void {
    this.refused.push(reason)
    this.pipe.close(reason)
  }

  ended(): void {
    this.hasEnded = true
    this.#onEnd()
  }
}

/** A door behind which there are no feeds: for what endpoints do by themselves. */
export class FakeDoor implements FeedDoor {
  readonly all: FakeConnection[] = []
  readonly counts = { connections: 0 }

  connect(pipe: Pipe, who?: KnownClient): FakeConnection {
    const connection = new FakeConnection(pipe, who, () => {
      this.counts.connections -= 1
    })
    this.counts.connections += 1
    this.all.push(connection)
    return connection
  }

  /** The newest connection. */
  get last(): FakeConnection {
    return this.all.at(-1) as FakeConnection
  }
}
