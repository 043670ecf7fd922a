import type { MarkOnTheWay } from '../marks/mark.ts'
import type { Storage } from '../ports/storage.ts'
import type { DatabaseFactory, OpenDatabase, Request } from './browser.ts'

const STORE = 'marks'

/** Marks on the way in IndexedDB, one record for each owner. */
export function indexedDb(factory: DatabaseFactory): Storage {
  const opening = factory.open('tallymark', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
  const opened = result<OpenDatabase>(opening)
  // Whoever uses it hears of the failure; where nobody does, it is none.
  opened.catch(() => {})
  const store = async (mode: 'readonly' | 'readwrite') => (await opened).transaction(STORE, mode).objectStore(STORE)
  return {
    load: async (owner) => ((await result((await store('readonly')).get(owner))) ?? []) as readonly MarkOnTheWay[],
    async save(owner, marks) {
      await result((await store('readwrite')).put(marks, owner))
    },
  }
}

const result = <Result>(request: Request<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
