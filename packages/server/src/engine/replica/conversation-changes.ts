import type { ConversationRecord, MessageRecord, ParticipantRecord } from '../ports/records.ts'
import type { Changes } from '../ports/store.ts'

/** What a commit changed in one conversation. */
export interface ConversationChanges {
  /** The conversation's row, if it changed: only then could others see anything of it (VER1). */
  conversation: ConversationRecord | undefined
  readonly participants: ParticipantRecord[]
  readonly newMessages: MessageRecord[]
  readonly messages: MessageRecord[]
}

/** What a commit changed, by the keys of its conversations. */
export function byConversation(changes: Changes): ReadonlyMap<number, ConversationChanges> {
  const found = new Map<number, ConversationChanges>()
  const of = (key: number): ConversationChanges => {
    const known = found.get(key)
    if (known !== undefined) return known
    const none = { conversation: undefined, participants: [], newMessages: [], messages: [] }
    found.set(key, none)
    return none
  }
  for (const rows of [changes.newConversations, changes.conversations])
    for (const row of rows) of(row.key).conversation = row
  for (const rows of [changes.newParticipants, changes.participants])
    for (const row of rows) of(row.conversationKey).participants.push(row)
  for (const row of changes.newMessages) of(row.conversationKey).newMessages.push(row)
  for (const row of changes.messages) of(row.conversationKey).messages.push(row)
  return found
}
