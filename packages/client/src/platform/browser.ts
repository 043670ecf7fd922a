/** What of a browser is used beside what Node has as well; Node's types know none of it. */
export interface Browser {
  readonly document?: object
  readonly indexedDB?: DatabaseFactory
  readonly navigator?: { readonly locks?: LockManager }
  readonly BroadcastChannel?: new (name: string) => BrowserChannel
  addEventListener?(event: string, listener: () => void, until: { readonly signal: AbortSignal }): void
}

/** `BroadcastChannel`. */
export interface BrowserChannel {
  onmessage: ((event: { readonly data: unknown }) => void) | null
  postMessage(message: unknown): void
  close(): void
}

/** `navigator.locks`. */
export interface LockManager {
  request(name: string, options: { readonly signal: AbortSignal }, held: () => Promise<void>): Promise<unknown>
}

/** `indexedDB`. */
export interface DatabaseFactory {
  open(name: string, version: number): Request<OpenDatabase> & { onupgradeneeded: (() => void) | null }
}

/** `IDBRequest`. */
export interface Request<Result> {
  readonly result: Result
  readonly error: unknown
  onsuccess: (() => void) | null
  onerror: (() => void) | null
}

/** `IDBDatabase`. */
export interface OpenDatabase {
  createObjectStore(name: string): unknown
  close(): void
  transaction(store: string, mode: 'readonly' | 'readwrite'): { objectStore(name: string): ObjectStore }
}

/** `IDBObjectStore`. */
export interface ObjectStore {
  get(key: string): Request<unknown>
  put(value: unknown, key: string): Request<unknown>
}

/** The browser, or as much of it as there is. */
export const browser = globalThis as unknown as Browser
