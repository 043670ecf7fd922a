import type { Changes, Store, Transaction } from '../../packages/server/src/engine/ports/store.ts'
import { StoreError } from '../../packages/server/src/engine/ports/store-error.ts'
import { aroundStore, type CallUnderWay, type StoreCall } from '../../packages/server/testing/around-store.ts'
import type { World } from './world.ts'

/** Questions whose answers may be old when they come: whoever asks them must see that. */
const LATE: ReadonlySet<StoreCall> = new Set(['messagesBetween', 'userIdOf', 'profiles'])

/** The store as one process reaches it: calls are slow or fail, and none gets through once the process is dead. What is written the world knows, whatever becomes of the process. */
export function faultyStore(world: World, isAlive: () => boolean): Store {
  let committing: Changes | undefined
  const around = async <T>({ call, run }: CallUnderWay<T>): Promise<T> => {
    const changes = call === 'commit' ? committing : undefined
    world.time.activity += 1
    if (world.hits('storeSlow')) await world.time.wait(world.chance.between(1, 2_000))
    if (!isAlive()) throw new StoreError('closed', 'The process is dead.')
    if (world.hits('storeFails')) throw new StoreError('unavailable', 'The disk is full.')
    const answer = await run()
    if (changes !== undefined) world.truth.learn(changes)
    world.time.activity += 1
    if (LATE.has(call) && world.hits('storeLate')) await world.time.wait(world.chance.between(1, 2_000))
    // A dead process hears of nothing.
    if (!isAlive()) return new Promise<T>(() => undefined)
    return answer
  }
  const store = aroundStore(world.store, around)
  const begin = async (...of: Parameters<Store['begin']>): Promise<Transaction> => {
    const transaction = await store.begin(...of)
    return {
      ...transaction,
      commit: (changes) => {
        // It is called in this very turn.
        committing = changes
        return transaction.commit(changes)
      },
    }
  }
  return { ...store, begin }
}
