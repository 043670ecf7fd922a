import { has, type Refusal, refuse, type Visibility } from '@tallymark/core'
import type { MessageRecord, ParticipantRecord } from './ports/records.ts'

/** Who asks: a participant, or the chat itself, which sees what the sender would (PRV5). */
export type Viewer = Pick<ParticipantRecord, 'member' | 'ordinal'> | 'chat'

/** Why a viewer who is in the conversation may not see a message's receipts; nothing if it may (PRV5, STA4, STA5). */
export function obstacle(
  viewer: Viewer,
  message: MessageRecord | undefined,
  visibility: Visibility,
): Refusal | undefined {
  if (message === undefined) return refuse('unknown_message')
  if (viewer !== 'chat' && !has(viewer.member, message.seq)) return refuse('outside_membership')
  if (message.deletedAt !== null) return refuse('message_deleted')
  const isHidden = viewer !== 'chat' && visibility === 'sender' && viewer.ordinal !== message.sender
  return isHidden ? refuse('hidden') : undefined
}
