import { type ConversationId, isRefusal, type MessageId, type UserId } from '@tallymark/core'
import { type EngineProcess, UNANSWERED } from './engine-process.ts'
import { CONVERSATION } from './ledger.ts'
import { PEOPLE, type UnderLoad } from './load.ts'

const conversationId = CONVERSATION as ConversationId

/** Creates the conversation if it is not there. */
export async function prepare(engine: EngineProcess): Promise<void> {
  const outcome = await engine.ask('createConversation', {
    conversationId,
    participants: PEOPLE as readonly UserId[] as UserId[],
  })
  if (outcome === UNANSWERED || isRefusal(outcome)) throw new Error('the conversation could not be created')
}

/** The engine of another process as one that takes load. */
export const engineUnderLoad = (engine: EngineProcess): UnderLoad => ({
  post: async (messageId, senderId) => {
    const outcome = await engine.ask('post', {
      conversationId,
      messageId: messageId as MessageId,
      senderId: senderId as UserId,
    })
    if (outcome === UNANSWERED) return 'unanswered'
    return isRefusal(outcome) ? 'refused' : outcome.seq
  },
  read: async (messageId, readerId) => {
    const outcome = await engine.ask('markRead', {
      conversationId,
      messageId: messageId as MessageId,
      recipientId: readerId as UserId,
    })
    if (outcome === UNANSWERED) return 'unanswered'
    return isRefusal(outcome) ? 'refused' : 'acknowledged'
  },
})
