import { isRefusal, type UserId } from '@tallymark/core'
import { expect } from 'vitest'
import type { Engine } from '../src/engine/engine.ts'
import type { Device, FeedChat } from './feed-chat.ts'
import { randomAct } from './feed-script.ts'
import { HeldInbox } from './held-inbox.ts'
import { HeldPicture } from './held-picture.ts'
import type { Chance } from './histories/chance.ts'

/** Those about whom scripts are. */
export const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin']
/** Those of them who are in `c1` at the beginning. */
export const IN = PEOPLE.slice(0, 4)
const WINDOWS = [{}, { from: 1, to: 5 }, { from: 4 }]

/** What a script needs of a server, or of several. */
export interface ScriptedChat extends Pick<FeedChat, 'time' | 'watch' | 'fresh'> {
  /** The engine that is asked next. */
  readonly engine: Engine
}

interface Viewer {
  readonly user: string
  readonly asked: { from?: number; to?: number }
  readonly device: Device
}

async function viewersOf(chat: ScriptedChat): Promise<readonly Viewer[]> {
  const viewers: Viewer[] = []
  for (const user of [...PEOPLE, 'key'])
    for (const asked of WINDOWS) viewers.push({ user, asked, device: await chat.watch(user, asked) })
  for (const { user, device } of viewers) if (user !== 'key') device.say({ type: 'inbox', on: true })
  return viewers
}

/** What a device holds of `c1`, or why it holds nothing. */
export function heldBy({ frames }: Device) {
  const held = HeldPicture.of(frames)
  return held.ended ?? { picture: held.picture, own: held.own }
}

/** Expects that every device holds what a fresh one of the same viewer is told. */
async function expectSame(chat: ScriptedChat, viewers: readonly Viewer[], from: 'fresh' | 'watch'): Promise<void> {
  for (const { user, asked, device } of viewers) {
    expect(device.closed).toBeUndefined()
    const fresh = await chat[from](user, asked)
    const held = heldBy(device)
    if (typeof held === 'string') expect(['left_conversation', 'not_a_participant']).toContain(held)
    else expect(held, `${user} through ${JSON.stringify(asked)}`).toEqual(heldBy(fresh))
    fresh.cut()
    if (user !== 'key') await expectInbox(chat, user, device)
  }
}

async function expectInbox({ engine }: ScriptedChat, user: string, device: Device): Promise<void> {
  const said = await engine.getInbox({ userId: user as UserId })
  const held = HeldInbox.of(device.frames).inbox
  if (isRefusal(said)) expect(held).toMatchObject({ unreadMessages: 0, conversations: [] })
  else
    expect(held, `the inbox of ${user}`).toEqual({
      unreadMessages: said.unreadMessages,
      unreadConversations: said.unreadConversations,
      conversations: said.conversations.map(({ version: _v, revision: _r, ...part }) => part),
    })
}

/** Those whose watch ended ask again, for the case that they may. */
async function watchAgain(chat: ScriptedChat, viewers: readonly Viewer[]): Promise<void> {
  for (const { asked, device } of viewers)
    if (HeldPicture.of(device.frames).ended !== undefined) device.say({ type: 'watch', conversationId: 'c1', ...asked })
  await chat.time.settle()
}

/** Fresh devices ask a server that has just started, or the same one where names depend on what was before (FED6). */
export async function runScript(
  chat: ScriptedChat,
  chance: Chance,
  quietMs: number,
  from: 'fresh' | 'watch' = 'fresh',
): Promise<void> {
  const viewers = await viewersOf(chat)
  for (let round = 0; round < 6; round += 1) {
    for (let i = 0; i < 12; i += 1) {
      await randomAct(chance, PEOPLE)(chat.engine)
      if (chance.hits(0.4)) await chat.time.pass(chance.pick([0, 1, 20, 49, 50, 51, 300]))
    }
    await chat.time.pass(quietMs)
    await expectSame(chat, viewers, from)
    await watchAgain(chat, viewers)
  }
}
