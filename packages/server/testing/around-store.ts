import type { Changes, Store, Transaction } from '../src/engine/ports/store.ts'
import { StoreError } from '../src/engine/ports/store-error.ts'
import { changesAnything } from '../src/engine/wanted.ts'

/** A call of the store port; those of a transaction count as calls too. A commit of nothing is an `abort` here. */
export type StoreCall = Exclude<keyof Store, 'epoch' | 'lanes'> | 'commit' | 'abort' | 'countFillableWithin'

/** A call about to be made on the real store: to be run or not, at once or later. */
export interface CallUnderWay<T> {
  readonly call: StoreCall
  readonly run: () => Promise<T>
  /** Undoes what `run` did, or what it was to end: gives back a transaction whose owner will never hear of it. */
  readonly giveUp: () => Promise<void>
}

/** What is done instead of a call. */
export type Around = <T>(underWay: CallUnderWay<T>) => Promise<T>

/** Keeps commits in the order in which they were asked for, as a store does. */
class CommitOrder {
  /** How many failed. */
  faults = 0
  #last: Promise<void> = Promise.resolve()

  next(commit: (inTurn: () => Promise<void>) => Promise<void>): Promise<void> {
    const before = this.#last
    const commits = commit(() => before)
    this.#last = commits.catch(() => {
      this.faults += 1
    })
    return commits
  }
}

/** The store, with something of our own around every call: to count, to hold back, to fail. */
export function aroundStore(store: Store, around: Around): Store {
  const pass = <T>(call: StoreCall, run: () => Promise<T>): Promise<T> =>
    around({ call, run, giveUp: () => Promise.resolve() })
  const order = new CommitOrder()
  return {
    epoch: store.epoch,
    lanes: store.lanes,
    find: (wanted) => pass('find', () => store.find(wanted)),
    members: (...of) => pass('members', () => store.members(...of)),
    userIdOf: (...of) => pass('userIdOf', () => store.userIdOf(...of)),
    messagesBetween: (...of) => pass('messagesBetween', () => store.messagesBetween(...of)),
    messageIdsAt: (places) => pass('messageIdsAt', () => store.messageIdsAt(places)),
    profiles: (keys) => pass('profiles', () => store.profiles(keys)),
    receiptTimes: (...of) => pass('receiptTimes', () => store.receiptTimes(...of)),
    countFillable: (of) => pass('countFillable', () => store.countFillable(of)),
    countUnread: (of) => pass('countUnread', () => store.countUnread(of)),
    changesSince: (...of) => pass('changesSince', () => store.changesSince(...of)),
    apiKeys: () => pass('apiKeys', () => store.apiKeys()),
    begin: (...of) => begin({ store, around, order }, of),
    addApiKey: (key) => pass('addApiKey', () => store.addApiKey(key)),
    revokeApiKey: (...of) => pass('revokeApiKey', () => store.revokeApiKey(...of)),
    check: () => pass('check', () => store.check()),
    close: () => pass('close', () => store.close()),
  }
}

interface Surrounded {
  readonly store: Store
  readonly around: Around
  readonly order: CommitOrder
}

async function begin({ store, around, order }: Surrounded, of: Parameters<Store['begin']>): Promise<Transaction> {
  let begun: Transaction | undefined
  const transaction = await around({
    call: 'begin',
    run: async () => {
      begun = await store.begin(...of)
      return begun
    },
    giveUp: async () => begun?.abort(),
  })
  const faults = order.faults
  let isEnded = false
  const giveUp = async (): Promise<void> => {
    if (!isEnded) await transaction.abort()
    isEnded = true
  }
  const ending = (call: 'commit' | 'abort', run: () => Promise<void>): Promise<void> =>
    around({
      call,
      run: () => {
        isEnded = true
        return run()
      },
      giveUp,
    })
  return {
    found: transaction.found,
    seen: transaction.seen,
    spareConversationKeys: transaction.spareConversationKeys,
    spareUserKeys: transaction.spareUserKeys,
    countFillable: (of) =>
      around({
        call: 'countFillableWithin',
        run: () => transaction.countFillable(of),
        giveUp: () => Promise.resolve(),
      }),
    commit: (changes: Changes) =>
      order.next((inTurn) =>
        ending(changesAnything(changes) ? 'commit' : 'abort', async () => {
          await inTurn()
          // It may have been decided on what one that was failed here would have written.
          if (order.faults !== faults) throw new StoreError('conflict', 'A commit before this one has failed.')
          await transaction.commit(changes)
        }),
      ),
    abort: () => ending('abort', () => transaction.abort()),
  }
}
