import {
  type ConversationId,
  DEFAULT_SETTINGS,
  EMPTY,
  joined,
  type MessageId,
  NO_RECEIPTS,
  type UserId,
} from '@tallymark/core'
import { NO_CHANGES } from '../../packages/server/src/engine/no-changes.ts'
import { type Crowd, conversationName, messageName, userName } from './crowd.ts'
import { type Changes, openSqliteStore, type ParticipantRecord, type Store } from './inside.ts'

/** How many rows are written in a commit, about. */
const ROWS = 20_000

/** Writes a crowd into a new database file, row for row as creating the conversations and posting the messages would. */
export async function fillTallymark(file: string, crowd: Crowd): Promise<void> {
  const store = await openSqliteStore({ file, thread: 'caller' })
  try {
    await fillStore(store, crowd)
  } finally {
    await store.close()
  }
}

/** Writes a crowd into a store that holds nothing. */
export async function fillStore(store: Store, crowd: Crowd): Promise<void> {
  const step = Math.max(1, Math.floor(ROWS / (2 * crowd.members + crowd.messages)))
  for (let first = 0; first < crowd.conversations; first += step) {
    const count = Math.min(step, crowd.conversations - first)
    await write(
      store,
      Array.from({ length: count }, (_, i) => conversationOf(crowd, first + i)),
    )
  }
}

async function write(store: Store, parts: readonly Changes[]): Promise<void> {
  const transaction = await store.begin({})
  await transaction.commit({
    ...NO_CHANGES,
    newConversations: parts.flatMap((part) => part.newConversations),
    newUsers: parts.flatMap((part) => part.newUsers),
    newParticipants: parts.flatMap((part) => part.newParticipants),
    newMessages: parts.flatMap((part) => part.newMessages),
  })
}

function conversationOf(crowd: Crowd, conversation: number): Changes {
  const key = conversation + 1
  const members = Array.from({ length: crowd.members }, (_, i) => i + 1)
  const seqs = Array.from({ length: crowd.messages }, (_, i) => i + 1)
  return {
    ...NO_CHANGES,
    newConversations: [
      {
        key,
        conversationId: conversationName(conversation) as ConversationId,
        head: crowd.messages,
        version: 1 + crowd.messages,
        nextOrdinal: crowd.members + 1,
        silentCount: 0,
        settings: DEFAULT_SETTINGS,
      },
    ],
    newUsers: members.map((member) => ({
      key: userKey(crowd, conversation, member),
      userId: userName(crowd, conversation, member) as UserId,
      userName: `Person ${member}`,
      userAvatarUrl: null,
      sharing: null,
    })),
    newParticipants: members.map((member) => participantOf(crowd, conversation, member)),
    newMessages: seqs.map((seq) => ({
      conversationKey: key,
      seq,
      messageId: messageName(seq) as MessageId,
      sender: 1,
      postedAt: 1_700_000_000_000 + seq,
      silent: false,
      deletedAt: null,
      senderCount: seq,
      silentCount: 0,
      senderSilentCount: 0,
    })),
  }
}

const userKey = (crowd: Crowd, conversation: number, member: number): number => conversation * crowd.members + member

const participantOf = (crowd: Crowd, conversation: number, member: number): ParticipantRecord => ({
  ...NO_RECEIPTS,
  conversationKey: conversation + 1,
  userKey: userKey(crowd, conversation, member),
  userId: userName(crowd, conversation, member) as UserId,
  ordinal: member,
  member: joined(EMPTY, 1),
  sharing: null,
  userSharing: null,
  revision: 1,
  postedCount: member === 1 ? crowd.messages : 0,
  postedSilentCount: 0,
})
