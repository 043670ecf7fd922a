import { type Command, Oracle } from '../oracle/oracle.ts'
import { type Chance, chanceOf } from './chance.ts'
import type { History, Step } from './history.ts'
import { randomCommand, type Scene, WEIGHTS } from './random-command.ts'

const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace'] as const

/** The history that a seed stands for: some seeds have a file below them, some a low limit of ranges, some submit several commands at once. */
export function randomHistory(seed: number): History {
  const chance = chanceOf(seed)
  const isGappy = chance.hits(0.2)
  const scene = isGappy ? gappyScene(chance) : sceneOf(chance)
  const onFile = chance.hits(0.02)
  const maxRanges = isGappy ? chance.between(1, 2) : chance.hits(0.15) ? chance.between(2, 5) : undefined
  const togetherness = chance.hits(0.2) ? chance.between(1, 4) / 10 : 0
  const length = chance.between(isGappy ? 30 : 12, 70)
  const steps: Step[] = firstSteps(chance, scene)
  for (const step of steps) if (step.do === 'one') scene.known.do(step.command, 0)
  while (steps.length < length) steps.push(randomStep(chance, scene, onFile, togetherness))
  return { maxRanges, onFile, steps }
}

/** A scene that comes to its limit of ranges and back: few people, single marks, and gaps that deletions and own messages close (RCP8). */
function gappyScene(chance: Chance): Scene {
  const often = { post: 20, read: 24, receive: 6, delete: 12, share: 1, unread: 1 }
  return {
    weights: { ...NEVER, ...often },
    people: PEOPLE.slice(0, chance.between(2, 3)),
    conversations: ['c1'],
    privacy: chance.pick([0.3, 0.6]),
    strangeness: 0,
    known: new Oracle(),
  }
}

const NEVER = { ...WEIGHTS }
for (const kind of Object.keys(NEVER) as (keyof typeof WEIGHTS)[]) NEVER[kind] = 0

function sceneOf(chance: Chance): Scene {
  const weights = { ...WEIGHTS }
  for (const kind of Object.keys(weights) as (keyof typeof WEIGHTS)[]) {
    // Swarm: each seed does without some kinds of commands and does others more often.
    weights[kind] *= chance.pick(kind === 'post' ? [0.5, 1, 2] : [0, 0.3, 1, 1, 3])
  }
  if (weights.read + weights.receive === 0) weights.read = WEIGHTS.read
  return {
    weights,
    people: PEOPLE.slice(0, chance.between(3, PEOPLE.length)),
    conversations: ['c1', 'c2', 'c3', 'c4'].slice(0, chance.pick([1, 1, 2, 2, 3, 4])),
    privacy: chance.pick([0, 0.2, 0.6]),
    strangeness: chance.pick([0, 0.05, 0.2]),
    known: new Oracle(),
  }
}

/** The first conversation with most people, and a few messages to speak of. */
function firstSteps(chance: Chance, scene: Scene): Step[] {
  const participants = scene.people.filter(() => chance.hits(0.7))
  const create: Command = {
    name: 'createConversation',
    input: { conversationId: 'c1', ...(participants.length > 0 ? { participants } : {}) },
  }
  const posts = participants
    .slice(0, chance.between(0, 3))
    .map(
      (senderId, i): Command => ({ name: 'post', input: { conversationId: 'c1', messageId: `m${i + 1}`, senderId } }),
    )
  return [create, ...posts].map((command) => ({ do: 'one', command }))
}

function randomStep(chance: Chance, scene: Scene, onFile: boolean, togetherness: number): Step {
  if (onFile && chance.hits(0.06)) return { do: 'reopen' }
  if (!chance.hits(togetherness)) return { do: 'one', command: nextCommand(chance, scene) }
  const commands = Array.from({ length: chance.between(2, 8) }, () => nextCommand(chance, scene))
  return { do: 'together', commands }
}

function nextCommand(chance: Chance, scene: Scene): Command {
  const command = randomCommand(chance, scene)
  scene.known.do(command, 0)
  return command
}
