import { expect, test } from 'vitest'
import { alice, cid, conversation, participant, uid, user } from '../../../testing/store-contract/sample-rows.ts'
import { NO_CHANGES } from '../../engine/no-changes.ts'
import type { ParticipantRecord } from '../../engine/ports/records.ts'
import type { FoundRows } from './found-rows.ts'
import { RecentConversations } from './recent-conversations.ts'

/** What a look at one conversation finds. */
const found = (version: number, commits: number, participants: readonly ParticipantRecord[], of = {}): FoundRows => {
  const row = conversation({ version, ...of })
  return {
    found: { conversations: [row], participants, messages: [], seqs: [], users: [], participationsOf: [] },
    conversations: new Map([[row.conversationId, { row, commits, stamp: commits }]]),
    userCommits: new Map(),
  }
}

test('[STO7] [RCP5] a participant as it was before a commit that was heard of does not take the place of what that left', () => {
  const recent = new RecentConversations()
  const wanted = { conversations: [cid('c1')], participants: [[cid('c1'), uid('alice')] as const] }
  const [before, after] = [participant(alice, { revision: 1 }), participant(alice, { revision: 2 })]
  const lines = recent.learn(found(1, 5, [before]), new Map())
  // So many others are met meanwhile that she is not kept any more.
  const others = Array.from({ length: 20_001 }, (_, i) => participant(user(9 + i, `u${i}`), { conversationKey: 2 }))
  recent.learn(found(1, 1, others, { key: 2, conversationId: cid('c2') }), new Map())
  const looked = recent.lookUp(wanted, [cid('c1')])
  expect(looked.rows.participants).toEqual([undefined])
  for (const line of lines.values()) Object.assign(line, { commits: 6, stamp: 6 })
  recent.follow({ ...NO_CHANGES, conversations: [conversation({ version: 2 })], participants: [after] }, lines)
  recent.learn(found(1, 5, [before]), looked.lines)
  const { rows } = recent.lookUp(wanted, [cid('c1')])
  expect([rows.conversations[0]?.version, rows.participants[0]?.revision]).toEqual([2, 2])
})
