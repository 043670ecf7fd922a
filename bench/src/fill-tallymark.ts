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

/** Writes a crowd into a new database file, row for row as creating the conversations and posting the messages would. */
export async function fillTallymark(file: string, crowd: Crowd): Promise<void> {
  const store = await openSqliteStore({ file, thread: 'caller' })
  try {
    for (let conversation = 0; conversation < crowd.conversations; conversation += 1)
      await write(store, conversationOf(crowd, conversation))
  } finally {
    await store.close()
  }
}

async function write(store: Store, changes: Changes): Promise<void> {
  const transaction = await store.begin({})
  await transaction.commit(changes)
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
