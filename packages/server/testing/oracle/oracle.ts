import { type CreateConversation, createConversation, getConversation, removeConversation } from './conversations.ts'
import { largestSet } from './gaps.ts'
import { type Mark, type MarkUnread, markAll, markUnread } from './marks.ts'
import {
  getParticipant,
  type Join,
  join,
  leave,
  type OfParticipant,
  type SetSharing,
  setSharing,
} from './membership.ts'
import { deleteMessage, type OfMessage, type Post, post } from './messages.ts'
import type { Mutation } from './mutations.ts'
import { getMessageStatus, getSummaries, type MessageStatus, type Summaries } from './status.ts'
import { getInbox, getUnread } from './unread.ts'
import { eraseUser, getUser, type PutUser, putUser } from './users.ts'
import { participantIn, type World } from './world.ts'

/** The input of a mark of one kind. */
export type MarkInput = Omit<Mark, 'kind'>

/** A change, named as the library names it. */
export type Command =
  | { readonly name: 'putUser'; readonly input: PutUser }
  | { readonly name: 'eraseUser'; readonly input: { readonly userId: string } }
  | { readonly name: 'createConversation'; readonly input: CreateConversation }
  | { readonly name: 'removeConversation'; readonly input: { readonly conversationId: string } }
  | { readonly name: 'join'; readonly input: Join }
  | { readonly name: 'leave'; readonly input: OfParticipant }
  | { readonly name: 'setSharing'; readonly input: SetSharing }
  | { readonly name: 'post'; readonly input: Post }
  | { readonly name: 'deleteMessage'; readonly input: OfMessage }
  | { readonly name: 'markDelivered' | 'markRead' | 'bulkMarkRead'; readonly input: MarkInput }
  | { readonly name: 'markMany'; readonly input: readonly Mark[] }
  | { readonly name: 'markUnread'; readonly input: MarkUnread }

/** A question, named as the library names it. Without paging: the oracle answers on one page. */
export type Question =
  | { readonly name: 'getUser' | 'getInbox'; readonly input: { readonly userId: string } }
  | {
      readonly name: 'getConversation'
      readonly input: { readonly conversationId: string; readonly viewerId?: string }
    }
  | { readonly name: 'getParticipant' | 'getUnread'; readonly input: OfParticipant }
  | { readonly name: 'getMessageStatus'; readonly input: MessageStatus }
  | { readonly name: 'getSummaries'; readonly input: Summaries }

/** What an oracle may be told. */
export interface OracleOptions {
  /** RCP8; 1,000 if nothing is said. */
  readonly maxRanges?: number | undefined
  /** Faults to have, to see whether they are found. */
  readonly mutations?: readonly Mutation[]
}

/**
 * What the specification says, the slow way: one cell for each message and participant, no ranges, no running counts, no storage, and
 * not a line shared with what it judges. Answers what the library answers, with `{ refused: code }` where that throws.
 */
export class Oracle {
  readonly #world: World

  constructor({ maxRanges = 1_000, mutations = [] }: OracleOptions = {}) {
    this.#world = {
      users: new Map(),
      conversations: new Map(),
      maxRanges,
      mutations: new Set(mutations),
      raised: new Set(),
      ghosts: new Map(),
    }
  }

  /** Does the command in a commit of its own, at this time. */
  do(command: Command, at: number): unknown {
    this.#world.raised.clear()
    return outcomeOf(this.#world, command, at)
  }

  ask(question: Question): unknown {
    return answerOf(this.#world, question)
  }

  /** The seqs that mean nothing in a participant's sets: its own and the deleted messages (RCP7). */
  meaningless(conversationId: string, userId: string): ReadonlySet<number> {
    const conversation = this.#world.conversations.get(conversationId)
    const participant = conversation && participantIn(conversation, userId)
    const messages = conversation?.messages ?? []
    return new Set(
      messages.filter(({ sender, deleted }) => deleted || sender === participant).map((message) => message.seq),
    )
  }

  /** How many ranges none of a participant's sets may exceed: the limit, or what its largest set has if that is more (RCP8). */
  mostRanges(conversationId: string, userId: string): number {
    const conversation = this.#world.conversations.get(conversationId)
    const participant = conversation && participantIn(conversation, userId)
    return Math.max(this.#world.maxRanges, participant === undefined ? 0 : largestSet(participant))
  }

  /** The ids of the messages that a conversation has. */
  messageIds(conversationId: string): readonly string[] {
    return (this.#world.conversations.get(conversationId)?.messages ?? []).map((message) => message.messageId)
  }
}

function outcomeOf(world: World, { name, input }: Command, at: number): unknown {
  switch (name) {
    case 'putUser':
      return putUser(world, input)
    case 'eraseUser':
      return eraseUser(world, input)
    case 'createConversation':
      return createConversation(world, input)
    case 'removeConversation':
      return removeConversation(world, input)
    case 'join':
      return join(world, input)
    case 'leave':
      return leave(world, input)
    case 'setSharing':
      return setSharing(world, input)
    case 'post':
      return post(world, input)
    case 'deleteMessage':
      return deleteMessage(world, input)
    case 'markDelivered':
      return markAll(world, [{ ...input, kind: 'delivered' }], at)[0]
    case 'markRead':
    case 'bulkMarkRead':
      return markAll(world, [{ ...input, kind: 'read' }], at)[0]
    case 'markMany':
      return markAll(world, input, at)
    case 'markUnread':
      return markUnread(world, input)
    default:
      return name satisfies never
  }
}

function answerOf(world: World, { name, input }: Question): unknown {
  switch (name) {
    case 'getUser':
      return getUser(world, input)
    case 'getInbox':
      return getInbox(world, input)
    case 'getConversation':
      return getConversation(world, input)
    case 'getParticipant':
      return getParticipant(world, input)
    case 'getUnread':
      return getUnread(world, input)
    case 'getMessageStatus':
      return getMessageStatus(world, input)
    case 'getSummaries':
      return getSummaries(world, input)
    default:
      return name satisfies never
  }
}
