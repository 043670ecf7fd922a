import { isRefusal, type Refusal } from '@tallymark/core'
import type * as z from 'zod'
import { busOf } from './bus/bus-of.ts'
import { createEngine, DEFAULT_LIMITS, type Engine } from './engine/engine.ts'
import { faultsOf } from './engine/input-faults.ts'
import { type Clock, SYSTEM_CLOCK } from './engine/ports/clock.ts'
import type { OpenClient, Store } from './engine/ports/store.ts'
import { StoreError } from './engine/ports/store-error.ts'
import { refusalOfFault } from './engine/refusal-of-fault.ts'
import { closedError, TallymarkError } from './engine/tallymark-error.ts'
import { createConversationInput } from './engine/use-cases/create-conversation.ts'
import { deleteMessageInput } from './engine/use-cases/delete-message.ts'
import { conversationInput } from './engine/use-cases/get-conversation.ts'
import { inboxInput } from './engine/use-cases/get-inbox.ts'
import { messageStatusInput } from './engine/use-cases/get-message-status.ts'
import { participantInput } from './engine/use-cases/get-participant.ts'
import { summariesInput } from './engine/use-cases/get-summaries.ts'
import { userInput } from './engine/use-cases/get-user.ts'
import { joinInput } from './engine/use-cases/join.ts'
import { leaveInput } from './engine/use-cases/leave.ts'
import { bulkMarkReadInput, markDeliveredInput, markReadInput } from './engine/use-cases/mark.ts'
import { markManyInput } from './engine/use-cases/mark-many.ts'
import { markUnreadInput } from './engine/use-cases/mark-unread.ts'
import { postInput } from './engine/use-cases/post.ts'
import type { PostedWithin } from './engine/use-cases/post-within.ts'
import { putUserInput } from './engine/use-cases/put-user.ts'
import { removeConversationInput } from './engine/use-cases/remove-conversation.ts'
import { setSharingInput } from './engine/use-cases/set-sharing.ts'
import { nodeFault } from './node-fault.ts'
import { openNode } from './open-node.ts'
import { type WatchEvent, WatchesInProcess, watchInput } from './realtime/watch-in-process.ts'
import { openStore } from './storage/open-store.ts'
import { DEFAULT_POSTGRES, type PostgresOptions } from './storage/postgres/postgres-options.ts'

/** What a Tallymark may be told when it is opened. */
export interface TallymarkOptions {
  /** `file:PATH` for an SQLite database, which is created if there is none, `postgres://…`, or `:memory:` for tests. */
  readonly database: string
  /** How a PostgreSQL database is used. */
  readonly postgres?: PostgresOptions
  /**
   * How several processes on one PostgreSQL database tell each other what has changed: the address of a PostgreSQL, Redis or Valkey server, or
   * `none`. The database's own if nothing is said.
   */
  readonly bus?: string
  /** The most ranges that one of a participant's sets may have (RCP8); 1,000 if nothing is said. */
  readonly maxRanges?: number
  /** How many changes may wait for a commit before more are refused as `overloaded` (ENG2); 10,000 if nothing is said. */
  readonly queueLimit?: number
  /** Hears of every fault of the store or of ours that became a refusal; they go to the console if nothing is said. */
  readonly onFault?: (fault: unknown) => void
  /** Tells the time of receipts; the machine's own if nothing is said. */
  readonly clock?: Clock
}

/** Receipts, embedded in a program of its own. Every method validates its input, and rejects with a `TallymarkError` if it is refused. */
export type Tallymark = Awaited<ReturnType<typeof openTallymark>>

/** Opens the database and everything on it. Rejects with a `StoreError` that says what to do if the database cannot be opened. */
export async function openTallymark(options: TallymarkOptions) {
  const { clock = SYSTEM_CLOCK, onFault = console.error, database, postgres } = options
  const store = await storeOf(database, postgres)
  const node = await nodeOf(options, onFault).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  const engine = createEngine(store, clock, {
    maxRanges: options.maxRanges ?? DEFAULT_LIMITS.maxRanges,
    queueLimit: options.queueLimit ?? DEFAULT_LIMITS.queueLimit,
    onFault,
    node,
  })
  const watches = new WatchesInProcess(engine, store, clock, onFault)
  let closed: Promise<void> | undefined
  const end = async (): Promise<void> => {
    await watches.stop()
    await engine.stop()
    await node?.bus.close()
    await store.close()
  }
  /** Ends all watches, takes no more changes, answers those that were taken, and closes the database; once, however often it is called. */
  const close = (): Promise<void> => {
    closed ??= end()
    return closed
  }
  return {
    ...methodsOf(engine),
    /**
     * Posts a message within a transaction that the chat has open on the same PostgreSQL database, on a client like that of `pg` (LIB1). The message's
     * seq stands once that is committed; call `announce` then. Rejects with a `TallymarkError` where the post is refused, which leaves the
     * transaction as it was, and with a `StoreError` where it must be rolled back.
     */
    postWithin: async (client: OpenClient, input: z.input<typeof postInput>): Promise<PostedWithin> => {
      const outcome = await engine.postWithin(client, parsed(postInput, input))
      if (isRefusal(outcome)) throw errorOf(outcome)
      return outcome
    },
    /**
     * Tells a listener what a viewer's device would be told of a conversation: a snapshot, then every change, at once or within the
     * window of time that the number of watchers makes. What is given back ends it. Throws a `TallymarkError` on an invalid input, and
     * with `stopping` once it is closed.
     */
    watch: (input: z.input<typeof watchInput>, listener: (event: WatchEvent) => void): (() => void) =>
      watches.watch(parsed(watchInput, input), listener),
    close,
    /** `close`, for `await using`. */
    [Symbol.asyncDispose]: close,
  }
}

function storeOf(database: string, postgres: PostgresOptions | undefined): Promise<Store> {
  const fault = nodeFault(process.versions.node)
  if (fault !== undefined) throw new StoreError('cannot_open', fault)
  return openStore(database, postgres)
}

/** This process among others on its database, where it has a bus. */
async function nodeOf(options: TallymarkOptions, onFault: (fault: unknown) => void) {
  const address = busOf(options)
  if (address === undefined) return undefined
  const name = options.postgres?.schema ?? DEFAULT_POSTGRES.schema
  return openNode(address, { name, said: (sentence) => onFault(new Error(sentence)), onFault })
}

const methodsOf = (engine: Engine) => ({
  putUser: method(putUserInput, engine.putUser),
  getUser: method(userInput, engine.getUser),
  eraseUser: method(userInput, engine.eraseUser),
  createConversation: method(createConversationInput, engine.createConversation),
  getConversation: method(conversationInput, engine.getConversation),
  removeConversation: method(removeConversationInput, engine.removeConversation),
  join: method(joinInput, engine.join),
  leave: method(leaveInput, engine.leave),
  setSharing: method(setSharingInput, engine.setSharing),
  getParticipant: method(participantInput, engine.getParticipant),
  post: method(postInput, engine.post),
  deleteMessage: method(deleteMessageInput, engine.deleteMessage),
  markDelivered: method(markDeliveredInput, engine.markDelivered),
  markRead: method(markReadInput, engine.markRead),
  bulkMarkRead: method(bulkMarkReadInput, engine.markRead),
  markMany: method(markManyInput, engine.markMany),
  markUnread: method(markUnreadInput, engine.markUnread),
  getMessageStatus: method(messageStatusInput, engine.getMessageStatus),
  getSummaries: method(summariesInput, engine.getSummaries),
  getUnread: method(participantInput, engine.getUnread),
  getInbox: method(inboxInput, engine.getInbox),
})

/** A use case behind the schema of its input: what is refused is thrown. */
function method<Schema extends z.ZodType, Answer>(
  schema: Schema,
  useCase: (input: z.output<Schema>) => Promise<Answer | Refusal>,
): (input: z.input<Schema>) => Promise<Answer> {
  return async (input) => {
    try {
      const outcome = await useCase(parsed(schema, input))
      if (isRefusal(outcome)) throw errorOf(outcome)
      return outcome
    } catch (error) {
      if (error instanceof StoreError) throw errorOf({ ...refusalOfFault(error), detail: error.message })
      throw error
    }
  }
}

const errorOf = (refusal: Refusal): TallymarkError =>
  refusal.refused === 'stopping' ? closedError() : new TallymarkError(refusal)

function parsed<Schema extends z.ZodType>(schema: Schema, input: z.input<Schema>): z.output<Schema> {
  const outcome = schema.safeParse(input)
  if (!outcome.success) throw new TallymarkError({ refused: 'invalid_input', errors: faultsOf(outcome.error) })
  return outcome.data
}
