import type { ConversationId, UserId } from '@tallymark/core'
import { checkAll } from './checks.ts'
import { SILENCE_MS } from './sim-server.ts'
import { CONVERSATIONS, lastStep, openTab, restart, stepOf, USERS } from './workload.ts'
import { World } from './world.ts'

/** What a seed came to. */
export interface Outcome {
  readonly seed: number
  readonly failures: readonly string[]
  /** Of all that was said over the network and seen by a user, with the times: the same seed gives the same. */
  readonly digest: string
}

/** How many times the world is unkind and then kind again. */
const ROUNDS = 2
/** For how long it is kind before it is looked at: long enough to find half-open connections and to wait out any retry. */
const HEALING_MS = 3 * SILENCE_MS + 40_000
/** After the last thing that happens in a kind world: windows, a turn on the network, and no comparison. */
const CALM_MS = 1_500

/** Runs the world of a seed. */
export async function simulate(seed: number, options: { readonly print?: boolean } = {}): Promise<Outcome> {
  const world = await World.open(seed, options.print ?? false)
  try {
    await begin(world)
    for (let round = 0; round < ROUNDS && world.failures.length === 0; round += 1) {
      world.isUnkind = true
      for (let i = world.chance.between(10, 40); i > 0; i -= 1) await stepOf(world)
      world.isUnkind = false
      world.server?.killAfterCommit(false)
      restart(world)
      await world.time.pass(world.sleepMs + HEALING_MS)
      await checkAll(world)
      for (let i = world.chance.between(1, 6); i > 0; i -= 1) await stepOf(world)
      lastStep(world)
      await world.time.pass(CALM_MS + calmOf(world))
      await checkAll(world)
    }
    return { seed, failures: world.failures, digest: world.digest() }
  } finally {
    await world.close()
  }
}

/** A burst to all of a conversation is followed by a silence that the budget asks for. */
const calmOf = ({ settings, devices }: World): number =>
  settings.windowMs * 2 +
  (1_000 * 8 * (devices.length + 2)) / settings.budget +
  (settings.comparisonMs < 10_000 ? 4_000 : 0)

async function begin(world: World): Promise<void> {
  const participants = [...USERS].slice(0, world.chance.between(2, USERS.length)) as string[] as UserId[]
  for (const id of CONVERSATIONS)
    await world.server?.engine.createConversation({ conversationId: id as string as ConversationId, participants })
  for (const userId of USERS.slice(0, world.chance.between(2, USERS.length)))
    for (let i = world.chance.between(1, 2); i > 0; i -= 1) world.addDevice(userId)
  for (let i = world.chance.between(2, 4); i > 0; i -= 1) openTab(world)
  await world.time.pass(1_000)
}
