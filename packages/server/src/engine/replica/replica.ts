import {
  type ConversationId,
  type ConversationSettings,
  EMPTY,
  equals,
  intersect,
  isEmpty,
  isIn,
  type SeqSet,
  type TalliedMessage,
  type Tally,
  type UserId,
  union,
} from '@tallymark/core'
import type { ConversationRecord, MemberRecord, MessageRecord, ReceiptTimes, UserRecord } from '../ports/records.ts'
import type { Changes, Reader } from '../ports/store.ts'
import { type PublicParticipant, publicParticipant } from '../public-picture.ts'
import type { ToldPage } from '../told-page.ts'
import type { ConversationChanges } from './conversation-changes.ts'
import { placeAfter } from './place-after.ts'
import { type ReplicaMessage, ReplicaMessages } from './replica-messages.ts'
import { ReplicaNames } from './replica-names.ts'
import { ReplicaPages } from './replica-pages.ts'
import { ReplicaTimes } from './replica-times.ts'
import { TallyCounts } from './tally-counts.ts'

/** A participant that is in, as others may know it. */
export interface ReplicaMember {
  readonly row: MemberRecord
  readonly shown: PublicParticipant
  /** The version at which it came in. */
  readonly cameAt: number
  /** The version at which its membership moved last. */
  readonly memberMovedAt: number
  /** The version at which anything of it moved last, and at which seqs. */
  readonly movedAt: number
  readonly movedSeqs: SeqSet
  /** The version at which anything of it had moved before that. */
  readonly movedBeforeAt: number
}

/** What a commit moved, for those who watch. */
export interface Moved {
  /** Whose messages moved: the ordinals of their senders (FED5). */
  readonly senders: ReadonlySet<number>
  /** Whether messages came or were deleted, so that unread counts moved. */
  readonly messages: boolean
}

/** About how many bytes a participant and a message take in memory. */
const MEMBER_BYTES = 420
const MESSAGE_BYTES = 260

/**
 * What others may know of a conversation, in memory: loaded once, moved by commits (FED11). Each part says at which version it moved,
 * so that what moved since a version can be told for as long as the replica is there.
 */
export class Replica {
  readonly messages = new ReplicaMessages()
  readonly names = new ReplicaNames()
  readonly #times = new ReplicaTimes()
  readonly #pages = new ReplicaPages<ToldPage>()
  /** The ordinals of those who are in, ascending, until one comes or goes. */
  #order: readonly number[] | undefined
  readonly #members = new Map<number, ReplicaMember>()
  readonly #ordinals = new Map<string, number>()
  readonly #gone = new Map<string, number>()
  readonly #profiles = new Map<number, { readonly row: UserRecord | undefined; readonly movedAt: number }>()
  readonly #profilesMissing = new Set<number>()
  #counts = new TallyCounts()
  #conversation: ConversationRecord
  #baseVersion: number
  #resetAt: number
  #headMovedAt: number
  #bounds = 0
  #unsettled = 0

  /** The members are as of a version from the conversation's own to `baseVersion`. */
  constructor(conversation: ConversationRecord, members: readonly MemberRecord[], baseVersion = conversation.version) {
    this.#conversation = conversation
    this.#baseVersion = baseVersion
    this.#resetAt = conversation.version
    this.#headMovedAt = conversation.version
    for (const row of members) this.#put(row, conversation.version)
  }

  get conversation(): ConversationRecord {
    return this.#conversation
  }

  get id(): ConversationId {
    return this.#conversation.conversationId
  }

  get key(): number {
    return this.#conversation.key
  }

  get version(): number {
    return this.#conversation.version
  }

  get settings(): ConversationSettings {
    return this.#conversation.settings
  }

  /** What moved is known from this version on. */
  get baseVersion(): number {
    return this.#baseVersion
  }

  /** The version at which everything may have moved: a change of settings. */
  get resetAt(): number {
    return this.#resetAt
  }

  /** The version at which the newest message came. */
  get headMovedAt(): number {
    return this.#headMovedAt
  }

  /** How many are in. */
  get memberCount(): number {
    return this.#members.size
  }

  /** About how many bytes it takes. */
  get bytes(): number {
    return (
      2_000 +
      this.#members.size * MEMBER_BYTES +
      8 * this.#bounds +
      this.messages.count * MESSAGE_BYTES +
      this.#gone.size * 100 +
      this.#counts.bytes
    )
  }

  /** Rises whenever what is known of messages or users changes: rows that were looked up before may be out of date. */
  get unsettled(): number {
    return this.#unsettled
  }

  member(ordinal: number): ReplicaMember | undefined {
    return this.#members.get(ordinal)
  }

  memberOf(userId: UserId): ReplicaMember | undefined {
    const ordinal = this.#ordinals.get(userId)
    return ordinal === undefined ? undefined : this.#members.get(ordinal)
  }

  /** Everyone who is in, in order of joining first, though a member may come later in it than its ordinal. */
  members(): Iterable<ReplicaMember> {
    return this.#members.values()
  }

  /** Those who are in and have a higher ordinal than this, as others may know them, in order. */
  *membersAfter(ordinal: number): Generator<PublicParticipant> {
    this.#order ??= [...this.#members.keys()].sort((a, b) => a - b)
    for (let i = placeAfter(this.#order, ordinal); i < this.#order.length; i += 1)
      yield (this.#members.get(this.#order[i] as number) as ReplicaMember).shown
  }

  /** What is known of a message's recipients. */
  knownOf(seq: number) {
    const { version } = this
    return {
      page: (name: string) => this.#pages.get(version, `${seq} ${name}`),
      keepPage: (name: string, page: ToldPage) => {
        // What was looked up for it meanwhile may be of a later version.
        if (this.version === version) this.#pages.put(version, `${seq} ${name}`, page)
      },
      profile: (userKey: number) => {
        const profile = this.#profiles.get(userKey)
        return profile === undefined ? ('unknown' as const) : profile.row
      },
      lookUpProfiles: async (reader: Pick<Reader, 'profiles'>, userKeys: readonly number[]) => {
        const unsettled = this.#unsettled
        const rows = await reader.profiles(userKeys)
        if (this.#unsettled === unsettled) this.learnProfiles(userKeys, rows)
        return rows
      },
      times: this.#times.of(seq),
      learn: (members: readonly PublicParticipant[], times: readonly ReceiptTimes[]) => {
        members.forEach((member, i) => {
          // Who moved in the meantime may have one more receipt than was read.
          const isAsItWas = this.#members.get(member.ordinal)?.shown === member
          if (isAsItWas) this.#times.learn(seq, member.ordinal, times[i] as ReceiptTimes)
        })
      },
    }
  }

  /** Who is no longer in since after a version. */
  goneSince(version: number): readonly string[] {
    return [...this.#gone].flatMap(([userId, at]) => (at > version ? [userId] : []))
  }

  profile(userKey: number): { readonly row: UserRecord | undefined; readonly movedAt: number } | undefined {
    return this.#profiles.get(userKey)
  }

  /** The users who are in and whose profiles are not known. */
  get profilesMissing(): ReadonlySet<number> {
    return this.#profilesMissing
  }

  /** Takes profiles that were looked up. */
  learnProfiles(userKeys: readonly number[], rows: readonly (UserRecord | undefined)[]): void {
    userKeys.forEach((key, i) => {
      if (!this.#profilesMissing.delete(key)) return
      this.#profiles.set(key, { row: rows[i], movedAt: this.version })
    })
  }

  /** Takes messages that were looked up, of which nothing was known. */
  learnMessages(rows: readonly MessageRecord[], senderIdOf: (ordinal: number) => string | null): void {
    for (const record of rows) {
      if (this.messages.get(record.seq) !== undefined) continue
      const senderId =
        record.sender === null ? null : (this.#members.get(record.sender)?.row.userId ?? senderIdOf(record.sender))
      this.messages.put({ record, senderId, movedAt: this.version, talliedAt: this.version })
    }
  }

  tally(message: TalliedMessage): Tally {
    const sender = message.sender === null ? undefined : this.#members.get(message.sender)
    return this.#counts.tally(message, sender?.shown)
  }

  /**
   * Moves by a commit, or by all that became of the conversation since a version, if that follows on what is here; otherwise tells that it is
   * known, or that something lies between.
   */
  apply(of: ConversationChanges, changes: Changes, since?: number): Moved | 'known' | 'gap' {
    const { conversation } = of
    if (conversation === undefined || conversation.version <= this.version) return 'known'
    if ((since ?? conversation.version - 1) > this.version) return 'gap'
    // Who asked before anything was known here was told of no messages.
    const come = of.newMessages.filter(({ seq }) => seq > this.#conversation.head)
    if (come.length < conversation.head - this.#conversation.head) return 'gap'
    // Whose messages an erased user's were can be told of members only.
    if (changes.erasedUserKeys.length > 0 && this.#hasSendersWhoLeft()) return 'gap'
    return this.#take(of, changes)
  }

  #take({ conversation, participants, newMessages, messages }: ConversationChanges, changes: Changes): Moved {
    const before = this.#conversation
    this.#conversation = conversation ?? before
    const at = this.version
    if (this.#conversation.head !== before.head) this.#headMovedAt = at
    // First: whoever came anew under the same id is another one.
    const touched: SeqSet[] = changes.erasedUserKeys.map((key) => this.#erase(key, at))
    // One that was known may be told again for the sake of inboxes, and have been deleted since.
    for (const record of newMessages)
      if (record.seq > before.head) this.#postMessage(record, at, participants)
      else this.#moveMessage(record, at)
    for (const record of messages) this.#moveMessage(record, at)
    for (const { ordinal } of participants) this.#times.forget(ordinal)
    // Before rows are put: one that holds nothing new for others must not seem to move by what the settings moved (PRV3).
    if (!isSame(before.settings, this.settings)) this.#reset(at)
    for (const row of participants) touched.push(this.#put(row, at))
    for (const user of changes.users) touched.push(this.#putUser(user, at))
    return { senders: this.#touch(touched, at), messages: newMessages.length > 0 || messages.length > 0 }
  }

  #postMessage(record: MessageRecord, at: number, participants: readonly MemberRecord[]): void {
    const sender = record.sender
    const senderId =
      sender === null
        ? null
        : ((this.#members.get(sender)?.row ?? participants.find((row) => row.ordinal === sender))?.userId ?? null)
    this.messages.put({ record, senderId, movedAt: at, talliedAt: at })
  }

  #hasSendersWhoLeft(): boolean {
    for (const { record, senderId } of this.messages.all())
      if (senderId !== null && record.sender !== null && !this.#members.has(record.sender)) return true
    return false
  }

  #moveMessage(record: MessageRecord, at: number): void {
    this.#unsettled += 1
    this.names.move(record)
    const known = this.messages.get(record.seq)
    if (known !== undefined) this.messages.put({ ...known, record, movedAt: at, talliedAt: at })
  }

  /** Puts a participant's row, or takes it away if it is not in. At which seqs that moved a count. */
  #put(row: MemberRecord, at: number): SeqSet {
    const before = this.#members.get(row.ordinal)
    if ((before !== undefined) !== isIn(row.member)) this.#order = undefined
    const shown = isIn(row.member) ? publicParticipant(row, this.settings) : undefined
    const touched = this.#counts.replace(before?.shown, shown)
    if (before !== undefined) this.#bounds -= boundsOf(before.row)
    if (shown === undefined) {
      this.#remove(row, at)
    } else {
      this.#members.set(row.ordinal, memberAfter(before, row, shown, at, touched))
      this.#ordinals.set(row.userId, row.ordinal)
      this.#gone.delete(row.userId)
      if (!this.#profiles.has(row.userKey)) this.#profilesMissing.add(row.userKey)
      this.#bounds += boundsOf(row)
    }
    return touched
  }

  #remove({ ordinal, userId, userKey }: MemberRecord, at: number): void {
    this.#members.delete(ordinal)
    this.#order = undefined
    this.#profiles.delete(userKey)
    this.#profilesMissing.delete(userKey)
    this.#ordinals.delete(userId)
    this.#gone.set(userId, at)
  }

  #putUser(user: UserRecord, at: number): SeqSet {
    this.#unsettled += 1
    const member = this.memberOf(user.userId)
    if (member === undefined) return EMPTY
    this.#profiles.set(user.key, { row: user, movedAt: at })
    this.#profilesMissing.delete(user.key)
    return this.#put({ ...member.row, userSharing: user.sharing }, at)
  }

  #erase(userKey: number, at: number): SeqSet {
    this.#unsettled += 1
    const member = [...this.#members.values()].find(({ row }) => row.userKey === userKey)
    if (member === undefined) return EMPTY
    for (const message of this.messages.all())
      if (message.senderId === member.row.userId)
        this.messages.put({ ...message, senderId: null, movedAt: at, talliedAt: at })
    this.#bounds -= boundsOf(member.row)
    this.#remove(member.row, at)
    return this.#counts.replace(member.shown, undefined)
  }

  /** Sees everyone anew under new settings. */
  #reset(at: number): void {
    this.#resetAt = at
    const rows = [...this.#members.values()].map(({ row }) => row)
    this.#counts = new TallyCounts()
    this.#members.clear()
    this.#bounds = 0
    for (const row of rows) this.#put(row, at)
  }

  /** Notes that tallies moved; the senders of those messages. */
  #touch(sets: readonly SeqSet[], at: number): ReadonlySet<number> {
    const senders = new Set<number>()
    const touch = (message: ReplicaMessage): void => {
      message.talliedAt = at
      if (message.record.sender !== null) senders.add(message.record.sender)
    }
    for (const set of sets) if (!isEmpty(set)) for (const message of this.messages.at(set)) touch(message)
    return senders
  }
}

/** A member after its row was written: what others may know of it may be as it was, and then nobody hears of it (PRV3). */
function memberAfter(
  before: ReplicaMember | undefined,
  row: MemberRecord,
  shown: PublicParticipant,
  at: number,
  touched: SeqSet,
): ReplicaMember {
  if (before === undefined)
    return { row, shown, cameAt: at, memberMovedAt: at, movedAt: at, movedSeqs: touched, movedBeforeAt: 0 }
  const { cameAt } = before
  const isSameMember = equals(before.shown.member, shown.member)
  const isSame =
    isSameMember && equals(before.shown.delivered, shown.delivered) && equals(before.shown.read, shown.read)
  if (isSame) return { ...before, row, shown }
  const memberMovedAt = isSameMember ? before.memberMovedAt : at
  const isSecond = before.movedAt === at
  return {
    ...{ row, shown, cameAt, memberMovedAt, movedAt: at },
    movedSeqs: isSecond ? union(before.movedSeqs, touched) : touched,
    movedBeforeAt: isSecond ? before.movedBeforeAt : before.movedAt,
  }
}

/** Whether anything of a member moved at some of these seqs since a version; where that is not known any more, yes. */
export const hasMovedAt = (
  { movedAt, movedSeqs, movedBeforeAt }: ReplicaMember,
  seqs: SeqSet,
  since: number,
): boolean => movedAt > since && (movedBeforeAt > since || !isEmpty(intersect(movedSeqs, seqs)))

const boundsOf = (row: MemberRecord): number => row.member.length + row.shownDelivered.length + row.shownRead.length

const isSame = (a: ConversationSettings, b: ConversationSettings): boolean =>
  a === b || (a.visibility === b.visibility && a.sharing === b.sharing && a.headline === b.headline)
