import type { ConversationId, MessageId, UserId } from '@tallymark/core'
import type { Changes, Wanted } from './ports/store.ts'

/** All that several commands want, each row once. */
export function mergeWanted(all: readonly Wanted[]): Required<Wanted> {
  const conversations = new Set<ConversationId>()
  const participants = new Map<string, readonly [ConversationId, UserId]>()
  const messages = new Map<string, readonly [ConversationId, MessageId]>()
  const seqs = new Map<string, readonly [ConversationId, MessageId]>()
  const users = new Set<UserId>()
  const participationsOf = new Set<UserId>()
  for (const wanted of all) {
    for (const id of wanted.conversations ?? NONE) conversations.add(id)
    for (const ids of wanted.participants ?? NONE) participants.set(`${ids[0]}\0${ids[1]}`, ids)
    for (const ids of wanted.messages ?? NONE) messages.set(`${ids[0]}\0${ids[1]}`, ids)
    for (const ids of wanted.seqs ?? NONE) seqs.set(`${ids[0]}\0${ids[1]}`, ids)
    for (const id of wanted.users ?? NONE) users.add(id)
    for (const id of wanted.participationsOf ?? NONE) participationsOf.add(id)
  }
  return {
    conversations: [...conversations],
    participants: [...participants.values()],
    messages: [...messages.values()],
    seqs: [...seqs.values()],
    users: [...users],
    participationsOf: [...participationsOf],
  }
}

const NONE: readonly never[] = []

/** How many rows are wanted. */
export const rowsWanted = (wanted: Wanted): number =>
  (wanted.conversations?.length ?? 0) +
  (wanted.participants?.length ?? 0) +
  (wanted.messages?.length ?? 0) +
  (wanted.seqs?.length ?? 0) +
  (wanted.users?.length ?? 0) +
  (wanted.participationsOf?.length ?? 0)

/** Whether there is anything to write. */
export const changesAnything = (changes: Changes): boolean => Object.values(changes).some((rows) => rows.length > 0)
