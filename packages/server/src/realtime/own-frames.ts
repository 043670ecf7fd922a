import { formatSeqSet, isIn, type Own } from '@tallymark/core'
import type { ConversationRecord, ParticipantRecord } from '../engine/ports/records.ts'
import type { Reader } from '../engine/ports/store.ts'
import { type Unread, unreadOf } from '../engine/use-cases/get-unread.ts'
import { Frame } from './frame.ts'
import type { Watch } from './watch.ts'

/** How many watches are counted for in one question to the store. */
const COUNTED_AT_ONCE = 128

/** Tells watches of one conversation their viewers' own truths where these moved. Who has left is not told any more, who has no picture not yet. */
export async function tellOwn(
  reader: Reader,
  conversation: () => ConversationRecord,
  watches: readonly Watch[],
): Promise<void> {
  const moved = watches.filter(
    ({ isOwnMoved, newest, truth }) => isOwnMoved && newest !== undefined && truth !== undefined && isIn(truth.member),
  )
  for (let i = 0; i < moved.length; i += COUNTED_AT_ONCE)
    await tellSome(reader, conversation(), moved.slice(i, i + COUNTED_AT_ONCE))
}

async function tellSome(reader: Reader, conversation: ConversationRecord, watches: readonly Watch[]): Promise<void> {
  for (const watch of watches) watch.isPending ||= watch.isOwnMoved && watch.watcher.isBehind
  // Another conversation may have the id by now, of which the viewer is nobody.
  const isDue = ({ isOwnMoved, isEnded, watcher, truth }: Watch): boolean =>
    isOwnMoved && !isEnded && !watcher.isBehind && truth?.conversationKey === conversation.key
  const due = watches.filter(isDue)
  // Whatever moves from here on is told again, perhaps before this is told.
  const turns = new Map(due.map((watch) => [watch, watch.beginOwnTurn()]))
  const truths = newestOf(due)
  try {
    const participants = [...truths.values()]
    const unread = await unreadOf(
      reader,
      participants.map((participant) => ({ conversation, participant })),
    )
    const frames = new Map(
      participants.map((own, i) => [own.ordinal, new Frame(ownOf(conversation, own, unread[i] as Unread))]),
    )
    for (const [watch, turn] of turns) {
      const frame = frames.get(watch.looker as number) as Frame
      if (!watch.isEnded && watch.endOwnTurn(turn) && isNews(watch, frame.said as Own)) watch.watcher.send(frame)
    }
  } catch (error) {
    for (const watch of due) watch.isOwnMoved = true
    throw error
  }
}

/** The truth of each viewer, by its ordinal: of what its devices hold the newest. */
function newestOf(watches: readonly Watch[]): ReadonlyMap<number, ParticipantRecord> {
  const newest = new Map<number, ParticipantRecord>()
  for (const { truth: own } of watches)
    if (own !== undefined && own.revision >= (newest.get(own.ordinal)?.revision ?? 0)) newest.set(own.ordinal, own)
  return newest
}

const ownOf = (conversation: ConversationRecord, own: ParticipantRecord, unread: Unread): Own => ({
  type: 'own',
  conversationId: conversation.conversationId,
  revision: own.revision,
  member: formatSeqSet(own.member),
  delivered: formatSeqSet(own.delivered),
  read: formatSeqSet(own.read),
  reopened: formatSeqSet(own.reopened),
  unreadCount: unread.unreadCount,
  firstUnreadMessageId: unread.firstUnreadMessageId,
  lastReadMessageId: unread.lastReadMessageId,
  markedUnread: unread.markedUnread,
})

/** Whether it says anything that the watch was not told yet; from here on it was. */
function isNews(
  watch: Watch,
  { revision, unreadCount, firstUnreadMessageId, lastReadMessageId, markedUnread }: Own,
): boolean {
  const told = JSON.stringify([revision, unreadCount, firstUnreadMessageId, lastReadMessageId, markedUnread])
  if (told === watch.ownTold) return false
  watch.ownTold = told
  return true
}
