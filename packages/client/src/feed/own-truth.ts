import {
  firstOf,
  has,
  isEmpty,
  lastOf,
  type MessagePart,
  type Own,
  type SeqSet,
  seqSetFrom,
  size,
  union,
  unreadSeqs,
} from '@tallymark/core'
import { afterMark, type Mark, type MarkedSets } from '../marks/mark.ts'
import type { SettledMark } from '../marks/outbox.ts'
import { resolved } from '../marks/resolved.ts'
import type { OwnSnapshot } from '../views/conversation-snapshot.ts'
import type { Picture } from './picture.ts'
import { setsOf } from './sets-of.ts'

interface Sets extends MarkedSets {
  readonly member: SeqSet
}

/** What the server last said of one's own truth, and what was settled since. */
export class OwnTruth {
  readonly said: Own
  readonly sets: Sets
  /** What is durable but was not told of. */
  readonly settled: readonly SettledMark[]

  constructor(said: Own, settled: readonly SettledMark[] = []) {
    const { member, delivered, read, reopened } = said
    this.said = said
    this.sets = setsOf({ member, delivered, read, reopened })
    // What the server has said already is not counted a second time.
    this.settled = settled.filter(({ answer }) => answer.revision > said.revision)
  }

  /** The same, with a mark that is durable but that the server has not told of yet. */
  with(settled: SettledMark): OwnTruth {
    return new OwnTruth(this.said, [...this.settled, settled])
  }

  /** What it is with marks on the way. */
  after(marks: readonly Mark[], picture: Picture, userId: string): OwnSnapshot {
    const { unreadCount, firstUnreadMessageId, lastReadMessageId, markedUnread } = this.said
    if (marks.length + this.settled.length === 0)
      return { ...this.sets, unreadCount, firstUnreadMessageId, lastReadMessageId, markedUnread }
    const sets = this.#setsAfter(marks, picture)
    const unread = unreadSeqs(sets, picture.head)
    const counts = ({ senderId, silent, deleted }: MessagePart): boolean => !silent && !deleted && senderId !== userId
    const counting = [...picture.messages.values()].filter(counts)
    const before = unreadSeqs(this.sets, picture.head)
    const moved = countIn(counting, unread) - countIn(counting, before)
    const first = counting.find(({ seq }) => has(unread, seq))
    const wasBeforeScreen = firstUnreadMessageId !== null && !picture.messageOf(firstUnreadMessageId)
    const isBeforeScreen = wasBeforeScreen && firstOf(unread) < picture.from
    const count = Math.max(0, Math.min(unreadCount + moved, size(unread)))
    const last = picture.messages.get(lastOf(sets.read))
    return {
      ...sets,
      unreadCount: count,
      firstUnreadMessageId: count === 0 ? null : isBeforeScreen ? firstUnreadMessageId : (first?.messageId ?? null),
      lastReadMessageId: last?.messageId ?? lastReadMessageId,
      markedUnread: count > 0 && !isEmpty(sets.reopened),
    }
  }

  #setsAfter(marks: readonly Mark[], picture: Picture): Sets {
    const { member } = this.sets
    let sets: MarkedSets = this.sets
    for (const { answer } of this.settled)
      sets = {
        ...sets,
        delivered: union(sets.delivered, seqSetFrom(answer.delivered)),
        read: union(sets.read, seqSetFrom(answer.read)),
      }
    for (const mark of [...this.settled.map(({ mark }) => mark), ...marks])
      sets = afterMark(sets, mark.kind, resolved(mark, picture, member).seqs)
    return { ...sets, member }
  }
}

const countIn = (messages: readonly MessagePart[], set: SeqSet): number =>
  messages.filter(({ seq }) => has(set, seq)).length
