import type { Store } from './inside.ts'

/** How many commits a store made. */
export interface CommitCount {
  commits: number
}

/** The store itself, whose commits are counted. */
export function countedStore(store: Store, count: CommitCount): Store {
  const begin: Store['begin'] = async (wanted) => {
    const transaction = await store.begin(wanted)
    return {
      ...transaction,
      commit: (changes) => {
        count.commits += 1
        return transaction.commit(changes)
      },
    }
  }
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'begin') return begin
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
