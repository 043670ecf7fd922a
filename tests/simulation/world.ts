import { createHash } from 'node:crypto'
import type { Conversation } from '../../packages/client/src/views/conversation.ts'
import type { Store } from '../../packages/server/src/engine/ports/store.ts'
import { StoreError } from '../../packages/server/src/engine/ports/store-error.ts'
import type { Frame } from '../../packages/server/src/realtime/frame.ts'
import { openStore } from '../../packages/server/src/storage/open-store.ts'
import { type Chance, chanceOf } from '../../packages/server/testing/histories/chance.ts'
import { Budgets } from './budgets.ts'
import { leakOf } from './leaks.ts'
import { MadeMarks } from './made-marks.ts'
import { drawSettings, type KIND, type Settings } from './settings.ts'
import { SimDevice, type SimTab } from './sim-device.ts'
import { type Line, SimNetwork } from './sim-network.ts'
import { SimServer } from './sim-server.ts'
import { SimTime } from './sim-time.ts'
import { ToldVersions } from './told-versions.ts'
import { Truth } from './truth.ts'

/** When the simulation begins by its clocks. */
const START_AT = Date.UTC(2030, 0, 1)

/** How far clocks' jumps are apart at least. */
const JUMPS_APART_MS = 10_000

/** A server, its store, its clients, the network between them and their clocks, in one process, all by the chance of one seed. */
export class World {
  readonly chance: Chance
  readonly settings: Settings
  readonly time = new SimTime()
  readonly truth = new Truth()
  readonly made = new MadeMarks(this.truth)
  readonly network = new SimNetwork(this)
  readonly devices: SimDevice[] = []
  readonly failures: string[] = []
  readonly store: Store
  server: SimServer | undefined
  /** Whether faults happen at present. */
  isUnkind = false
  readonly #budgets: Budgets
  readonly #toldVersions = new ToldVersions()
  readonly #hash = createHash('sha256')
  readonly #print: boolean
  #clockOffset = 0
  #jumpedAt = 0
  #awakeAt = 0
  #tabs = 0

  private constructor(seed: number, store: Store, print: boolean) {
    this.chance = chanceOf(seed)
    this.settings = drawSettings(this.chance)
    this.store = store
    this.#budgets = new Budgets(this.settings)
    this.#print = print
  }

  static async open(seed: number, print: boolean): Promise<World> {
    const world = new World(seed, await openStore(':memory:'), print)
    world.startServer()
    return world
  }

  /** What the clocks of servers and devices say; they jump. */
  clockNow(): number {
    return START_AT + this.time.now + this.#clockOffset
  }

  jumpClock(ms: number): void {
    // Two in a row may each end a token that a device has just got, and a device whose second one is refused gives up.
    if (this.time.now - this.#jumpedAt < JUMPS_APART_MS) return
    this.#jumpedAt = this.time.now
    this.#clockOffset += ms
  }

  /** A device is awake again only then. */
  isAwakeAt(at: number): void {
    this.#awakeAt = Math.max(this.#awakeAt, at)
  }

  /** How long it takes until all devices are awake. */
  get sleepMs(): number {
    return Math.max(0, this.#awakeAt - this.time.now)
  }

  startServer(): void {
    this.server = new SimServer(this)
  }

  addDevice(userId: string): SimDevice {
    const device = new SimDevice(this, userId, `${userId}${this.devices.length}`)
    this.devices.push(device)
    return device
  }

  /** The number of a tab that opens. */
  nextTab(): number {
    this.#tabs += 1
    return this.#tabs
  }

  tabs(): readonly SimTab[] {
    return this.devices.flatMap(({ tabs }) => tabs)
  }

  /** Whether a fault happens here and now. */
  hits(fault: keyof typeof KIND): boolean {
    return this.isUnkind && this.settings[fault] > 0 && this.chance.hits(this.settings[fault])
  }

  log(line: string): void {
    // The name of the history is the only thing that no seed decides.
    const text = `${this.time.now} ${line}\n`.replaceAll(this.store.epoch, 'EPOCH')
    this.#hash.update(text)
    if (this.#print) process.stdout.write(text)
  }

  fail(what: string): void {
    this.failures.push(`at ${this.time.now}: ${what}`)
  }

  /** The server met a fault: only those of the store that it was made to meet are expected. */
  faultSeen(fault: unknown): void {
    if (!(fault instanceof StoreError)) this.fail(`the server failed: ${fault instanceof Error ? fault.stack : fault}`)
  }

  /** Frames that the server writes: none may tell what its viewer must not know or go back to what was, and not too many may come. */
  wrote(line: Line, frames: readonly Frame[]): void {
    for (const { said } of frames) {
      const leak = leakOf(this.truth, line.user.userId, said)
      if (leak !== undefined) this.fail(`a leak: ${leak} in ${JSON.stringify(said)}`)
      const older = this.#toldVersions.take(line.number, said)
      if (older !== undefined) this.fail(`back in time: ${older}`)
      const flood = this.#budgets.take(said, line.number, this.time.now)
      if (flood !== undefined) this.fail(`too much: ${flood}`)
    }
  }

  /** A view has changed. */
  seen(tab: SimTab, view: Conversation): void {
    const { state, version, head } = view.getSnapshot()
    this.log(`${tab.device.name} sees ${view.conversationId} ${state} ${version} ${head}`)
  }

  digest(): string {
    return this.#hash.digest('hex')
  }

  async close(): Promise<void> {
    for (const tab of this.tabs()) tab.end(true)
    this.server?.kill()
    await this.store.close()
  }
}
