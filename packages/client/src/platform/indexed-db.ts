import type { MarkOnTheWay } from '../marks/mark.ts'
import type { Storage } from '../ports/storage.ts'
import { browser, type DatabaseFactory, type OpenDatabase, type Request } from './browser.ts'

const STORE = 'marks'

/** Marks on the way in IndexedDB, one record for each owner. Whoever uses it hears of it where there is none, or none is allowed. */
export function indexedDb(): Storage {
  let opened: Promise<OpenDatabase> | undefined
  const open = async (): Promise<OpenDatabase> => {
    const opening = (browser.indexedDB as DatabaseFactory).open('tallymark', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
    return result(opening)
  }
  const store = async (mode: 'readonly' | 'readwrite') => {
    opened ??= open()
    return (await opened).transaction(STORE, mode).objectStore(STORE)
  }
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
