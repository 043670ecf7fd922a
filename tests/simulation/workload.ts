import type { ConversationId, MessageId, UserId } from '@tallymark/core'
import type { Engine } from '../../packages/server/src/engine/engine.ts'
import type { SimTab } from './sim-device.ts'
import type { World } from './world.ts'

export const USERS = ['alice', 'bob', 'carol', 'dave', 'erin'] as const
export const CONVERSATIONS = ['c1', 'c2'] as const

/** What may happen, and how often. */
const WEIGHTS = {
  post: 20,
  remove: 2,
  join: 3,
  leave: 2,
  sharing: 2,
  visibility: 1,
  headline: 1,
  profile: 1,
  erase: 0.3,
  removeConversation: 0.2,
  read: 25,
  burst: 8,
  deliver: 5,
  unread: 3,
  openTab: 3,
  closeTab: 2,
  look: 6,
  lookAway: 2,
  sleep: 1,
  cutLine: 2,
  jumpClock: 1,
  crash: 1,
} as const

type Step = keyof typeof WEIGHTS

/** The steps that leave the world as kind as it is: what is done when all faults are over. */
const QUIET: readonly Step[] = [
  'post',
  'read',
  'burst',
  'deliver',
  'unread',
  'sharing',
  'remove',
  'visibility',
  'leave',
  'join',
]

/** Makes one thing happen. */
export async function stepOf(world: World): Promise<void> {
  const step = world.chance.weighted(WEIGHTS)
  if (world.isUnkind || QUIET.includes(step)) perform(world, step)
  await world.time.pass(
    world.chance.weighted({ short: 4, long: 1 }) === 'short'
      ? world.chance.between(0, 60)
      : world.chance.between(100, 1_500),
  )
}

/** The last thing that happens before a silence: one that must not be lost. */
export function lastStep(world: World): void {
  perform(world, world.chance.pick(['post', 'read', 'read', 'burst', 'sharing', 'leave'] as const))
}

function perform(world: World, step: Step): void {
  world.log(`* ${step}`)
  const tabs = world.tabs()
  if (Object.hasOwn(WORLD, step)) WORLD[step as keyof typeof WORLD](world)
  else if (Object.hasOwn(CHAT, step)) chat(world, CHAT[step as keyof typeof CHAT])
  else if (tabs.length > 0) TAB[step as keyof typeof TAB](world, world.chance.pick(tabs))
}

const WORLD = {
  crash,
  openTab,
  jumpClock: (world: World): void => world.jumpClock(world.chance.pick([-3_600_000, -5_000, 5_000, 60_000])),
  cutLine: (world: World): void => {
    const lines = world.network.lines()
    if (lines.length > 0) world.chance.pick(lines).cut()
  },
} as const

const TAB = {
  closeTab: ({ chance }: World, tab: SimTab): void => tab.device.closeTab(tab, chance.hits(0.5)),
  sleep: ({ chance }: World, tab: SimTab): void =>
    tab.device.sleep(chance.hits(0.02) ? 7_200_000 : chance.pick([2_000, 30_000, 200_000])),
  look: (world: World, tab: SimTab): void => {
    const id = world.chance.pick(CONVERSATIONS)
    tab.look(id, world.chance.hits(0.4) ? windowOf(world, tab.client.conversation(id).getSnapshot().head) : undefined)
  },
  lookAway: ({ chance }: World, tab: SimTab): void => tab.lookAway(chance.pick(CONVERSATIONS)),
  read: (world: World, tab: SimTab): void => {
    const { view, messageId, seq } = someMessage(world, tab)
    world.made.add(tab, view.conversationId, seq, 'read', world.time.now)
    const target = world.chance.hits(0.5) ? { upToMessageId: messageId } : { messageIds: [messageId] }
    view.markRead({ ...target, ...(world.chance.hits(0.3) && { private: true }) })
  },
  burst: (world: World, tab: SimTab): void => {
    const { view, head } = someMessage(world, tab)
    for (let seq = Math.max(1, head - 8); seq <= head; seq += 1) {
      world.made.add(tab, view.conversationId, seq, 'read', world.time.now)
      view.markRead({ messageIds: [`m${seq}`] })
    }
  },
  deliver: (world: World, tab: SimTab): void => {
    const { view, messageId, seq } = someMessage(world, tab)
    world.made.add(tab, view.conversationId, seq, 'delivered', world.time.now)
    view.markDelivered({ messageIds: [messageId] })
  },
  unread: (world: World, tab: SimTab): void => {
    const { view, messageId } = someMessage(world, tab)
    view.markUnread({ fromMessageId: messageId })
  },
} as const

function someMessage({ chance }: World, tab: SimTab) {
  const view = tab.client.conversation(chance.pick(CONVERSATIONS))
  const { head } = view.getSnapshot()
  const seq = chance.between(1, Math.max(1, head))
  return { view, head, seq, messageId: `m${seq}` }
}

function crash(world: World): void {
  const { server, chance } = world
  if (world.settings.crash === 0 || server === undefined || !server.time.isAlive) return
  if (chance.hits(0.5)) server.kill()
  else server.killAfterCommit()
  world.time.after(chance.between(100, 5_000), () => restart(world))
}

/** Starts the server again, if it is dead. */
export function restart(world: World): void {
  if (world.server?.time.isAlive === true) return
  world.log('* restart')
  world.startServer()
}

export function openTab(world: World): void {
  const device = world.chance.pick(world.devices)
  if (device.tabs.length >= 3) return
  const tab = device.openTab()
  tab.look(world.chance.pick(CONVERSATIONS))
}

function windowOf({ chance }: World, head: number): { from: number; to?: number } {
  const from = chance.between(1, Math.max(1, head))
  return chance.hits(0.5) ? { from } : { from, to: from + chance.between(0, 10) }
}

/** What the chat does, by the server's library. What is refused, or fails, is not asked for again. */
function chat(world: World, verb: Verb): void {
  const { server } = world
  if (server?.time.isAlive === true) verb(world, server.engine).catch(() => undefined)
}

type Verb = (world: World, engine: Engine) => Promise<unknown>

const conversationOf = ({ chance }: World): ConversationId => chance.pick(CONVERSATIONS) as string as ConversationId
const userOf = ({ chance }: World): UserId => chance.pick(USERS) as string as UserId
const messageOf = (world: World, id: ConversationId, beyond = 0): MessageId =>
  `m${world.chance.between(1, (world.truth.conversation(id)?.head ?? 0) + beyond)}` as MessageId

const CHAT: Readonly<
  Record<
    | 'post'
    | 'remove'
    | 'join'
    | 'leave'
    | 'sharing'
    | 'visibility'
    | 'headline'
    | 'profile'
    | 'erase'
    | 'removeConversation',
    Verb
  >
> = {
  post: (world, engine) => {
    const conversationId = conversationOf(world)
    const head = world.truth.conversation(conversationId)?.head ?? 0
    const from = world.chance.hits(0.1) ? {} : { senderId: userOf(world) }
    const messageId = `m${head + 1}` as MessageId
    return engine.post({ conversationId, messageId, ...from, silent: world.chance.hits(0.1) })
  },
  remove: (world, engine) => {
    const conversationId = conversationOf(world)
    return engine.deleteMessage({ conversationId, messageId: messageOf(world, conversationId, 1) })
  },
  join: (world, engine) =>
    engine.join({
      conversationId: conversationOf(world),
      userId: userOf(world),
      history: world.chance.pick(['none', 'all'] as const),
    }),
  leave: (world, engine) => engine.leave({ conversationId: conversationOf(world), userId: userOf(world) }),
  sharing: (world, engine) =>
    engine.setSharing({
      conversationId: conversationOf(world),
      userId: userOf(world),
      sharing: world.chance.pick(['everything', 'delivered', 'nothing'] as const),
    }),
  visibility: (world, engine) =>
    engine.createConversation({
      conversationId: conversationOf(world),
      settings: { visibility: world.chance.pick(['everyone', 'sender', 'counts'] as const) },
    }),
  headline: (world, engine) =>
    engine.createConversation({
      conversationId: conversationOf(world),
      settings: { headline: world.chance.pick(['all', 'any'] as const) },
    }),
  profile: (world, engine) =>
    engine.putUser({
      userId: userOf(world),
      userName: `name ${world.chance.between(1, 9)}`,
      sharing: world.chance.pick(['everything', 'nothing', null] as const),
    }),
  erase: (world, engine) => engine.eraseUser({ userId: userOf(world) }),
  removeConversation: async (world, engine) => {
    const conversationId = conversationOf(world)
    await engine.removeConversation({ conversationId })
    await engine.createConversation({ conversationId, participants: [...USERS] as string[] as UserId[] })
  },
}
