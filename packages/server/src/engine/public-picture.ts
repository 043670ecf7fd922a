import {
  type ConversationSettings,
  type OverallStatus,
  overallStatus,
  publicSets,
  type SeqSet,
  sharingInForce,
  summaryText,
  type TalliedParticipant,
  type Tally,
} from '@tallymark/core'
import type { MemberRecord } from './ports/records.ts'

/** A participant with the sets that others may know (PRV3). */
export interface PublicParticipant extends TalliedParticipant {
  readonly userKey: number
  readonly userId: string
  /** Where its deliveries were shown before its reads were. */
  readonly shownDelivered: SeqSet
}

/** The participant as others may know it. */
export function publicParticipant(participant: MemberRecord, settings: ConversationSettings): PublicParticipant {
  const { delivered, read } = publicSets(participant)
  return {
    ordinal: participant.ordinal,
    userKey: participant.userKey,
    userId: participant.userId,
    member: participant.member,
    delivered,
    read,
    shownDelivered: participant.shownDelivered,
    sharesReads: sharingInForce(settings.sharing, participant.sharing, participant.userSharing) === 'everything',
  }
}

/** How far a message has come, without names. */
export interface Summary {
  readonly overallStatus: OverallStatus
  readonly totalRecipients: number
  readonly deliveredCount: number
  readonly readCount: number
  /** Recipients not shown as read who do not share their reads at present (STA5). */
  readonly hiddenCount: number
  /** The line to show under the message, in English (STA3). */
  readonly summaryText: string
}

/** The summary of a message from its tally. */
export function summaryOf(tally: Tally, settings: ConversationSettings): Summary {
  const counts = {
    overallStatus: overallStatus(tally, settings.headline),
    totalRecipients: tally.audience,
    deliveredCount: tally.delivered,
    readCount: tally.read,
    hiddenCount: tally.hidden,
  }
  return { ...counts, summaryText: summaryText(counts) }
}
