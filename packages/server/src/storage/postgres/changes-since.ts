import type { UserRecord } from '../../engine/ports/records.ts'
import type { Changes, Since } from '../../engine/ports/store.ts'
import { conversationOf, messageOf, participantOf, type Row } from '../rows.ts'
import type { Answer } from './connection.ts'
import { CONVERSATION_SINCE, MESSAGES_ABOVE, MESSAGES_CHANGED, PARTICIPANTS_SINCE } from './read-sql.ts'
import { arrayText, type Statement } from './statement.ts'

/** With more messages than this a picture is made anew. */
const MESSAGES_MAX = 1_000

/** Above every version. */
const NO_VERSION = Number.MAX_SAFE_INTEGER

/** What became of a conversation since a version: the question, to be asked in one snapshot. */
export function sinceStatements(key: number, { version, head, moved }: Since): readonly Statement[] {
  const { ordinals, upTo } = moved ?? { ordinals: [], upTo: -1 }
  return [
    { text: CONVERSATION_SINCE, values: [key] },
    { text: PARTICIPANTS_SINCE, values: [key, arrayText(ordinals), upTo, version] },
    { text: MESSAGES_ABOVE, values: [key, head, MESSAGES_MAX + 1] },
    { text: MESSAGES_CHANGED, values: [key, head, version, MESSAGES_MAX + 1] },
  ]
}

/** What the answers tell; nothing where the conversation is gone, something happened that its rows do not tell, or it is too much. */
export function changesIn(answers: readonly Answer[], { version }: Since): Changes | undefined {
  const [conversations, participants, above, changed] = answers.map(({ rows }) => rows)
  const row = conversations?.[0]
  if (row === undefined || participants === undefined || above === undefined || changed === undefined) return undefined
  if (above.length > MESSAGES_MAX || changed.length > MESSAGES_MAX) return undefined
  const conversation = conversationOf(row)
  const isFromAfter = version !== NO_VERSION && version > conversation.version
  if (isFromAfter || (row.at(-1) as number) > version) return undefined
  return {
    newUsers: [],
    users: participants.filter((of) => (of.at(-1) as number) > version).map(userIn),
    newConversations: [],
    conversations: [conversation],
    newParticipants: [],
    participants: participants.map(participantOf),
    newMessages: above.map(messageOf),
    messages: changed.map(messageOf),
    receipts: [],
    erasedUserKeys: [],
    removedConversationKeys: [],
  }
}

function userIn(row: Row): UserRecord {
  const { userKey: key, userId, userSharing: sharing } = participantOf(row)
  const [userName, userAvatarUrl] = row.slice(-3) as [string | null, string | null]
  return { key, userId, userName, userAvatarUrl, sharing }
}
