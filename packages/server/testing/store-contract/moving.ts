import { isIn } from '@tallymark/core'
import { expect, test } from 'vitest'
import type {
  ConversationRecord,
  MemberRecord,
  MessageRecord,
  ParticipantRecord,
} from '../../src/engine/ports/records.ts'
import type { Changes, Since, Store } from '../../src/engine/ports/store.ts'
import { type Chance, chanceOf } from '../histories/chance.ts'
import { cid, conversation, memberOf, message, mid, participant, seqs, uid, user, write } from './sample-rows.ts'
import { type ContractPart, storeForTest } from './store-place.ts'

/** What is seen of a conversation. */
interface Picture {
  readonly conversation: ConversationRecord
  readonly members: readonly MemberRecord[]
  readonly messages: readonly MessageRecord[]
}

async function pictureOf(store: Store): Promise<Picture | undefined> {
  const row = (await store.find({ conversations: [cid('c1')] })).conversations[0]
  if (row === undefined) return undefined
  return {
    conversation: row,
    members: await store.members(cid('c1')),
    messages: await store.messagesBetween(1, 1, 5_000, 5_000),
  }
}

const sinceOf = ({ conversation: { version, head } }: Picture): Since => ({ version, head })

/** The picture after what a store told of it. */
function moved(picture: Picture, changes: Changes): Picture {
  const members = new Map(picture.members.map((row) => [row.ordinal, row]))
  for (const row of changes.participants)
    if (isIn(row.member)) members.set(row.ordinal, memberOf(row))
    else members.delete(row.ordinal)
  const messages = new Map(picture.messages.map((row) => [row.seq, row]))
  for (const row of [...changes.newMessages, ...changes.messages]) messages.set(row.seq, row)
  return {
    conversation: changes.conversations[0] ?? picture.conversation,
    members: [...members.values()].sort((a, b) => a.ordinal - b.ordinal),
    messages: [...messages.values()].sort((a, b) => a.seq - b.seq),
  }
}

const PEOPLE = ['ana', 'bo', 'cy', 'di', 'ed'].map((id, i) => user(1 + i, id))

/** A conversation of five that is written to at random, each time in one of the ways in which commands do. */
class Written {
  readonly store: Store
  readonly #chance: Chance
  #row = conversation({ version: 1, nextOrdinal: 6 })
  #parts: readonly ParticipantRecord[] = PEOPLE.map((of) => participant(of))

  constructor(store: Store, chance: Chance) {
    this.store = store
    this.#chance = chance
  }

  begin(): Promise<void> {
    return write(this.store, { newUsers: PEOPLE, newConversations: [this.#row], newParticipants: this.#parts })
  }

  /** Writes something, and tells whose parts moved. */
  async step(): Promise<readonly number[]> {
    const part = this.#chance.pick(this.#parts)
    switch (this.#chance.between(0, 5)) {
      case 0:
        return this.#change(part, { member: isIn(part.member) ? seqs('1') : seqs('1:*') }, true)
      case 1:
        return this.#change(part, { revision: part.revision + 1 }, false)
      case 2:
        return this.#post()
      case 3:
        return this.#delete()
      case 4:
        return this.#profile(part)
      default:
        return this.#change(part, { shownRead: seqs('1'), read: seqs('1'), revision: part.revision + 1 }, true)
    }
  }

  async #change(part: ParticipantRecord, by: Partial<ParticipantRecord>, isShown: boolean): Promise<readonly number[]> {
    const after = { ...part, ...by }
    this.#parts = this.#parts.map((one) => (one === part ? after : one))
    await write(this.store, { participants: [after], ...(isShown && { conversations: [this.#raised()] }) })
    return [part.ordinal]
  }

  async #post(): Promise<readonly number[]> {
    const row = this.#raised({ head: this.#row.head + 1 })
    await write(this.store, { conversations: [row], newMessages: [message(row.head)] })
    return []
  }

  async #delete(): Promise<readonly number[]> {
    if (this.#row.head === 0) return []
    const seq = this.#chance.between(1, this.#row.head)
    await write(this.store, { conversations: [this.#raised()], messages: [message(seq, { deletedAt: 7 })] })
    return []
  }

  async #profile({ userKey, userId, ordinal }: ParticipantRecord): Promise<readonly number[]> {
    const userName = `name ${this.#row.version}`
    await write(this.store, { conversations: [this.#raised()], users: [user(userKey, userId, { userName })] })
    return [ordinal]
  }

  #raised(by: Partial<ConversationRecord> = {}): ConversationRecord {
    this.#row = { ...this.#row, ...by, version: this.#row.version + 1 }
    return this.#row
  }
}

/** `changesSince`. */
export const moving: ContractPart = [
  (newPlace) => {
    for (const seed of [1, 2, 3])
      test(`[STO12] a picture of any version that is moved by what is told equals one that is loaded anew, seed ${seed}`, async () => {
        const written = new Written(await storeForTest(newPlace), chanceOf(seed))
        await written.begin()
        const pictures: { picture: Picture; moved: number[] }[] = []
        for (let i = 0; i < 30; i += 1) {
          pictures.push({ picture: (await pictureOf(written.store)) as Picture, moved: [] })
          const ordinals = await written.step()
          for (const one of pictures) one.moved.push(...ordinals)
        }
        const now = (await pictureOf(written.store)) as Picture
        for (const { picture, moved: ordinals } of pictures) {
          const { version } = now.conversation
          for (const known of [undefined, { ordinals, upTo: version }, { ordinals: [], upTo: version - 1 }]) {
            const since = { ...sinceOf(picture), ...(known && { moved: known }) }
            const changes = await written.store.changesSince(1, since)
            if (changes !== undefined) expect(moved(picture, changes)).toEqual(now)
          }
        }
      })
  },

  (newPlace) =>
    test('[STO12] of named ones the rows are told, in or not, also where nothing else is wanted', async () => {
      const store = await storeForTest(newPlace)
      const left = participant(PEOPLE[1] as (typeof PEOPLE)[number], { member: seqs('1') })
      const parts = [participant(PEOPLE[0] as (typeof PEOPLE)[number]), left]
      await write(store, { newUsers: PEOPLE, newConversations: [conversation({ version: 5 })], newParticipants: parts })
      const nothing = { version: Number.MAX_SAFE_INTEGER, head: Number.MAX_SAFE_INTEGER }
      const changes = await store.changesSince(1, { ...nothing, moved: { ordinals: [2, 9], upTo: nothing.version } })
      if (changes === undefined) return
      expect(changes.participants).toEqual([left])
      expect([changes.users, changes.newMessages, changes.messages]).toEqual([[], [], []])
    }),

  (newPlace) =>
    test('[STO12] a profile is told of those whose it is, since it changed and not before', async () => {
      const store = await storeForTest(newPlace)
      const parts = PEOPLE.map((of) => participant(of))
      await write(store, { newUsers: PEOPLE, newConversations: [conversation({ version: 5 })], newParticipants: parts })
      const named = user(2, 'bo', { userName: 'Bo' })
      await write(store, { conversations: [conversation({ version: 6 })], users: [named] })
      const before = await store.changesSince(1, { version: 5, head: 0 })
      const after = await store.changesSince(1, { version: 6, head: 0 })
      expect([before?.users ?? [named], after?.users ?? []]).toEqual([[named], []])
      expect((before?.participants ?? [{ ordinal: 2 }]).map(({ ordinal }) => ordinal)).toEqual([2])
    }),

  (newPlace) =>
    test('[STO12] nothing is told across an erasure, of what is gone, made anew or of a version to come, nor of too much', async () => {
      const store = await storeForTest(newPlace)
      const parts = PEOPLE.map((of) => participant(of))
      await write(store, { newUsers: PEOPLE, newConversations: [conversation({ version: 5 })], newParticipants: parts })
      const messages = Array.from({ length: 1_001 }, (_, i) => message(1 + i, { messageId: mid(`m${i}`) }))
      await write(store, { conversations: [conversation({ head: 1_001, version: 6 })], newMessages: messages })
      expect(await store.changesSince(1, { version: 5, head: 0 })).toBeUndefined()
      expect(await store.changesSince(1, { version: 7, head: 1_001 })).toBeUndefined()
      await write(store, { conversations: [conversation({ head: 1_001, version: 7 })], erasedUserKeys: [3] })
      expect(await store.changesSince(1, { version: 6, head: 1_001 })).toBeUndefined()
      expect((await store.changesSince(1, { version: 7, head: 1_001 }))?.participants ?? []).toEqual([])
      await write(store, { removedConversationKeys: [1], newConversations: [conversation({ version: 9 })] })
      expect(await store.changesSince(1, { version: 7, head: 0 })).toBeUndefined()
      await write(store, { removedConversationKeys: [1] })
      expect(await store.changesSince(1, { version: 9, head: 0 })).toBeUndefined()
      expect((await store.find({ users: [uid('ana')] })).users[0]?.userId).toBe('ana')
    }),
]
