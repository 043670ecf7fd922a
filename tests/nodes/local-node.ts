import { pino } from 'pino'
import { openBus } from '../../packages/server/src/bus/open-bus.ts'
import { type RunningServer, startServer } from '../../packages/server/src/cli/start-server.ts'
import { readSettings } from '../../packages/server/src/config/read-settings.ts'
import type { Settings } from '../../packages/server/src/config/settings.ts'
import type { CountedBus } from '../../packages/server/src/engine/ports/bus.ts'
import { SYSTEM_CLOCK } from '../../packages/server/src/engine/ports/clock.ts'
import type { Store } from '../../packages/server/src/engine/ports/store.ts'
import { SYSTEM_TIMERS } from '../../packages/server/src/engine/ports/timers.ts'
import { openStore } from '../../packages/server/src/storage/open-store.ts'
import { JWT_SECRET } from '../../packages/server/testing/http-server.ts'
import type { AnyNode } from './installation.ts'
import { KEY } from './server-node.ts'

/** A node in the process of a test, so that the test can put something around its parts. */
export class LocalNode implements AnyNode {
  readonly url: string
  readonly #lines: readonly string[]
  readonly #server: RunningServer
  readonly #store: Store
  readonly #bus: CountedBus

  private constructor(server: RunningServer, store: Store, bus: CountedBus, lines: readonly string[]) {
    this.url = server.address
    this.#lines = lines
    this.#server = server
    this.#store = store
    this.#bus = bus
  }

  /** Starts one on a PostgreSQL database, whose bus is what `around` makes of the database's own. */
  static async start(name: string, database: string, around: (bus: CountedBus) => CountedBus): Promise<LocalNode> {
    const store = await openStore(database)
    const report = { said: console.error, threw: console.error }
    const opened = await openBus(database, { name: 'nodes', timers: SYSTEM_TIMERS, random: Math.random, report })
    const bus = around(opened)
    const environment = { TALLYMARK_API_KEY: KEY, TALLYMARK_JWT_SECRET: JWT_SECRET }
    const settings = readSettings(new Map([['port', '0']]), environment) as Settings
    const lines: string[] = []
    const logger = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) })
    const server = await startServer({ store, settings, logger, clock: SYSTEM_CLOCK, node: { name, bus } })
    return new LocalNode(server, store, opened, lines)
  }

  get log(): string {
    return this.#lines.join('')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop()
    await this.#bus.close()
    await this.#store.close()
  }
}
