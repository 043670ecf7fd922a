import { useSyncExternalStore } from 'react'

/** A value to look at and to subscribe to. */
export interface Shown<Value> {
  readonly getSnapshot: () => Value
  readonly subscribe: (listener: () => void) => () => void
}

/** A value that can be set. It is replaced, never changed in place. */
export class Cell<Value> implements Shown<Value> {
  readonly #listeners = new Set<() => void>()
  #value: Value

  constructor(value: Value) {
    this.#value = value
  }

  readonly getSnapshot = (): Value => this.#value

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  set(value: Value): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    for (const listener of [...this.#listeners]) listener()
  }
}

/** The value, in a component that follows it. */
export const useShown = <Value>({ subscribe, getSnapshot }: Shown<Value>): Value =>
  useSyncExternalStore(subscribe, getSnapshot)
