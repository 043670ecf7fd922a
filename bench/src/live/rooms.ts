import { openTallymark, type Tallymark } from 'tallymark'
import { type Crowd, conversationName, messageName, userName } from '../crowd.ts'

/**
 * Writes a crowd into a new database file as a chat would make it: the members of each conversation post in turn, so that many of
 * them see marks of their own messages.
 */
export async function fillRooms(file: string, crowd: Crowd): Promise<void> {
  const tallymark = await openTallymark({ database: `file:${file}` })
  const rooms = Array.from({ length: crowd.conversations }, (_, conversation) =>
    fillRoom(tallymark, crowd, conversation),
  )
  await Promise.all(rooms)
  await tallymark.close()
}

async function fillRoom(tallymark: Tallymark, crowd: Crowd, conversation: number): Promise<void> {
  const conversationId = conversationName(conversation)
  const participants = Array.from({ length: crowd.members }, (_, i) => userName(crowd, conversation, i + 1))
  await Promise.all(participants.map((userId, i) => tallymark.putUser({ userId, userName: `Person ${i + 1}` })))
  await tallymark.createConversation({ conversationId, participants })
  // What is asked for in one conversation is done in its order.
  const posts = Array.from({ length: crowd.messages }, (_, i) => {
    const senderId = participants[i % crowd.members] as string
    return tallymark.post({ conversationId, senderId, messageId: messageName(i + 1) })
  })
  await Promise.all(posts)
}
