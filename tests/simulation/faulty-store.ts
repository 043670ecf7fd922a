import type { Changes, Store, Transaction } from '../../packages/server/src/engine/ports/store.ts'
import { StoreError } from '../../packages/server/src/engine/ports/store-error.ts'
import { aroundStore, type CallUnderWay, type StoreCall } from '../../packages/server/testing/around-store.ts'
import type { World } from './world.ts'

/** Questions whose answers may be old when they come: whoever asks them must see that. */
const LATE: ReadonlySet<StoreCall> = new Set(['messagesBetween', 'userIdOf', 'profiles'])

/** The store as one process reaches it: calls are slow or fail, and none gets through once the process is dead. */
export function faultyStore(world: World, isAlive: () => boolean): Store {
  const around = async <T>({ call, run }: CallUnderWay<T>): Promise<T> => {
    world.time.activity += 1
    if (world.hits('storeSlow')) await world.time.wait(world.chance.between(1, 2_000))
    if (!isAlive()) throw new StoreError('closed', 'The process is dead.')
    if (world.hits('storeFails')) throw new StoreError('unavailable', 'The disk is full.')
    const answer = await run()
    world.time.activity += 1
    if (LATE.has(call) && world.hits('storeLate')) await world.time.wait(world.chance.between(1, 2_000))
    // A dead process hears of nothing.
    if (!isAlive()) return new Promise<T>(() => undefined)
    return answer
  }
  const store = aroundStore(world.store, around)
  return { ...store, begin: async (wanted) => learning(world, await store.begin(wanted)) }
}

/** A transaction whose success is known to the world, whatever becomes of the process. */
function learning(world: World, transaction: Transaction): Transaction {
  return {
    found: transaction.found,
    seen: transaction.seen,
    spareConversationKeys: transaction.spareConversationKeys,
    spareUserKeys: transaction.spareUserKeys,
    countFillable: (of) => transaction.countFillable(of),
    commit: async (changes: Changes) => {
      await transaction.commit(changes)
      world.truth.learn(changes)
    },
    abort: () => transaction.abort(),
  }
}
