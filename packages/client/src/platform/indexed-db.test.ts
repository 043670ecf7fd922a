import { afterEach, expect, test, vi } from 'vitest'
import type { MarkOnTheWay } from '../marks/mark.ts'
import { indexedDb } from './indexed-db.ts'

/** A request that is answered in a moment. */
function request(ask: () => unknown) {
  const made = { result: undefined as unknown, error: null, onsuccess: () => {}, onupgradeneeded: () => {} }
  queueMicrotask(() => {
    made.result = ask()
    made.onupgradeneeded()
    made.onsuccess()
  })
  return made
}

/** One database, whose connections it may close by itself. */
class FakeIndexedDb {
  readonly #kept = new Map<string, unknown>()
  readonly connections = new Set<object>()

  open() {
    return request(() => {
      const connection = {
        createObjectStore: () => {},
        close: () => this.connections.delete(connection),
        transaction: () => {
          if (!this.connections.has(connection)) throw new DOMException('It is closing.', 'InvalidStateError')
          return { objectStore: () => this.#store }
        },
      }
      this.connections.add(connection)
      return connection
    })
  }

  readonly #store = {
    get: (key: string) => request(() => this.#kept.get(key)),
    put: (value: unknown, key: string) => request(() => this.#kept.set(key, structuredClone(value))),
  }
}

afterEach(() => void vi.unstubAllGlobals())

test('[CLT4] marks are kept for each owner, though the browser closes what is open', async () => {
  const database = new FakeIndexedDb()
  vi.stubGlobal('indexedDB', database)
  const storage = indexedDb()
  const mark = { number: 1, conversationId: 'c1' } as MarkOnTheWay
  expect(await storage.load('bob')).toEqual([])
  database.connections.clear()
  await storage.save('bob', [mark])
  database.connections.clear()
  expect([await storage.load('bob'), await storage.load('carol')]).toEqual([[mark], []])
  expect(database.connections.size).toBe(0)
})

test('[CLT4] where there is no database, whoever asks hears of it', async () => {
  await expect(indexedDb().load('bob')).rejects.toThrow(TypeError)
})
