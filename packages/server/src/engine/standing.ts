import { isIn, type Refusal, refuse } from '@tallymark/core'
import type { ParticipantRecord } from './ports/records.ts'

/** Why a user may not act in a conversation or look into it (MEM4); nothing for one who is in. */
export function standing(participant: ParticipantRecord | undefined): Refusal | undefined {
  if (participant === undefined) return refuse('not_a_participant')
  return isIn(participant.member) ? undefined : refuse('left_conversation')
}
