import type { Client } from '../create-client-on.ts'
import type { Timers } from '../ports/timers.ts'
import type { Conversation } from '../views/conversation.ts'
import { ShownView } from '../views/view.ts'
import { askReaders, countsOf, type ReadersFailure, type ReadersPage } from './ask-readers.ts'
import { isSame, keepReaders } from './keep-readers.ts'
import { Moves } from './moves.ts'
import { NO_READERS, type Readers, type ReadersOf, type ReadersSnapshot } from './readers.ts'

const PAGE_SIZE = 50
/** The most that the server answers with at a time. */
const MOST_AT_ONCE = 1_000
/** The time between two refreshes, from the end of one to the start of the next. */
const PACE_MS = 1_000

/** Pages of readers, loaded one request at a time while somebody looks. */
export class ReadersList implements Readers {
  readonly #client: Pick<Client, 'fetch' | 'userId'>
  readonly #of: ReadersOf
  readonly #pageSize: number
  readonly #timers: Timers
  readonly #conversation: Conversation
  readonly #moves: Moves
  /** Counts the snapshots; they are told apart here, since views tell no dates apart. */
  readonly #turns: ShownView<number>
  #snapshot = NO_READERS
  #pages: readonly ReadersPage[] = []
  /** Ends what is under way when nobody looks any more. */
  #looking: AbortController | undefined
  #offConversation = (): void => {}
  #offPace = (): void => {}
  #isAsking = false
  #isLive = false
  #wantsMore = false
  /** The version that the message has at least; infinite until a refresh has begun after it was asked for. */
  #movedAt = 0
  #restsUntil = 0

  constructor(client: Pick<Client, 'conversation' | 'fetch' | 'userId'>, of: ReadersOf, timers: Timers) {
    this.#client = client
    this.#of = of
    this.#pageSize = Math.min(of.pageSize ?? PAGE_SIZE, MOST_AT_ONCE)
    this.#timers = timers
    this.#conversation = client.conversation(of.conversationId)
    this.#moves = new Moves(this.#conversation, of.messageId)
    this.#turns = new ShownView(0, timers, (isWatched) => (isWatched ? this.#open() : this.#leave()))
    this.subscribe = this.#turns.subscribe
  }

  readonly subscribe: Readers['subscribe']

  readonly getSnapshot = (): ReadersSnapshot => this.#snapshot

  readonly more = (): void => {
    const { hasMore, isLoadingMore, state } = this.#snapshot
    if (!hasMore || isLoadingMore || state === 'failed') return
    this.#wantsMore = true
    this.#show({ isLoadingMore: true })
    this.#next()
  }

  readonly reload = (): void => {
    this.#restsUntil = 0
    this.#refreshAnyway()
  }

  #open(): void {
    this.#looking = new AbortController()
    this.#offConversation = this.#conversation.subscribe(this.#onChange)
    this.#refreshAnyway()
    this.#onChange()
  }

  #leave(): void {
    this.#looking?.abort()
    this.#looking = undefined
    this.#isAsking = false
    this.#wantsMore = false
    this.#offConversation()
    this.#offPace()
    this.#show({ isLoadingMore: false })
  }

  readonly #onChange = (): void => {
    const isLive = this.#conversation.getSnapshot().state === 'live'
    const isBack = isLive && !this.#isLive
    this.#isLive = isLive
    this.#movedAt = Math.max(this.#movedAt, this.#moves.next())
    if (isBack && this.#snapshot.state === 'failed') this.#refreshAnyway()
    else this.#next()
  }

  #refreshAnyway(): void {
    this.#movedAt = Number.POSITIVE_INFINITY
    if (this.#snapshot.state === 'failed') this.#show({ state: 'loading', failure: null })
    this.#next()
  }

  /** Does what is wanted next, if nothing is under way: there is one request at a time. */
  #next(): void {
    if (!this.#looking || this.#isAsking) return
    const loaded = this.#pages.reduce((oldest, { version }) => Math.min(oldest, version), this.#movedAt)
    const isStale = (this.#pages.length === 0 || this.#movedAt > loaded) && this.#snapshot.state !== 'failed'
    const restMs = this.#restsUntil - this.#timers.now()
    this.#offPace()
    if (isStale && restMs <= 0) this.#ask(this.#refreshed)
    else if (this.#wantsMore) this.#ask(this.#extended)
    else if (isStale) this.#offPace = this.#timers.after(restMs, () => this.#next())
  }

  #ask(make: (signal: AbortSignal) => Promise<readonly ReadersPage[] | ReadersFailure>): void {
    const { signal } = this.#looking as AbortController
    this.#isAsking = true
    void make(signal).then((pages) => {
      if (signal.aborted) return
      this.#isAsking = false
      if ('failure' in pages) this.#fail(pages)
      else this.#showPages(pages)
      this.#next()
    })
  }

  /** What is shown anew, in as few requests as it takes. */
  readonly #refreshed = async (signal: AbortSignal): Promise<readonly ReadersPage[] | ReadersFailure> => {
    if (this.#movedAt === Number.POSITIVE_INFINITY) this.#movedAt = 0
    const pages: ReadersPage[] = []
    let left = Math.max(this.#snapshot.readers.length, this.#pageSize)
    let cursor: string | null = null
    do {
      const limit = Math.min(left, MOST_AT_ONCE)
      const page = await askReaders(this.#client, this.#of, { limit, cursor }, signal)
      this.#restsUntil = this.#timers.now() + PACE_MS
      if ('failure' in page) return page
      pages.push(page)
      cursor = page.nextCursor
      left -= limit
    } while (left > 0 && cursor !== null)
    return pages
  }

  /** What is shown, and the next page. */
  readonly #extended = async (signal: AbortSignal): Promise<readonly ReadersPage[] | ReadersFailure> => {
    this.#wantsMore = false
    const cursor = this.#pages.at(-1)?.nextCursor ?? null
    if (cursor === null) return this.#pages
    const page = await askReaders(this.#client, this.#of, { limit: this.#pageSize, cursor }, signal)
    return 'failure' in page ? page : [...this.#pages, page]
  }

  #showPages(pages: readonly ReadersPage[]): void {
    this.#pages = pages
    const newest = pages.reduce((one, other) => (other.version >= one.version ? other : one))
    this.#show({
      ...countsOf(newest),
      state: 'ready',
      failure: null,
      hasNames: newest.hasNames,
      readers: keepReaders(
        this.#snapshot.readers,
        pages.flatMap(({ readers }) => readers),
      ),
      hasMore: pages.at(-1)?.nextCursor !== null,
      isLoadingMore: this.#wantsMore,
    })
  }

  #fail({ failure }: ReadersFailure): void {
    this.#wantsMore = false
    this.#show({ state: 'failed', failure, isLoadingMore: false })
  }

  #show(part: Partial<ReadersSnapshot>): void {
    const snapshot = { ...this.#snapshot, ...part }
    if (isSame(this.#snapshot, snapshot)) return
    this.#snapshot = snapshot
    this.#turns.show(this.#turns.getSnapshot() + 1)
  }
}
