import type { MarkOnTheWay } from '../marks/mark.ts'
import type { Storage } from '../ports/storage.ts'
import { browser, type DatabaseFactory, type ObjectStore, type Request } from './browser.ts'

const STORE = 'marks'

/** Marks on the way in IndexedDB, one record for each owner. Whoever uses it hears of it where there is none, or none is allowed. */
export function indexedDb(): Storage {
  // Opened anew each time: a browser may close a connection that is kept.
  const run = async <Result>(
    mode: 'readonly' | 'readwrite',
    ask: (store: ObjectStore) => Request<Result>,
  ): Promise<Result> => {
    const opening = (browser.indexedDB as DatabaseFactory).open('tallymark', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
    const database = await result(opening)
    try {
      return await result(ask(database.transaction(STORE, mode).objectStore(STORE)))
    } finally {
      database.close()
    }
  }
  return {
    load: async (owner) => ((await run('readonly', (store) => store.get(owner))) ?? []) as readonly MarkOnTheWay[],
    save: (owner, marks) => run('readwrite', (store) => store.put(marks, owner)),
  }
}

const result = <Result>(request: Request<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
