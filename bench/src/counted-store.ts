import type { Store } from './inside.ts'

/** How many commits a store made. */
export interface CommitCount {
  commits: number
  /** How many of them were refused because somebody else had written in between. */
  conflicts: number
}

/** The store itself, whose commits are counted. */
export function countedStore(store: Store, count: CommitCount): Store {
  const begin: Store['begin'] = async (wanted, isHeld) => {
    const transaction = await store.begin(wanted, isHeld)
    // A transaction may be an object with a life of its own, so only its commit is taken over.
    const commit = transaction.commit.bind(transaction)
    transaction.commit = async (changes) => {
      count.commits += 1
      await commit(changes).catch((error: unknown) => {
        if (isConflict(error)) count.conflicts += 1
        throw error
      })
    }
    return transaction
  }
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'begin') return begin
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

const isConflict = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'conflict'
