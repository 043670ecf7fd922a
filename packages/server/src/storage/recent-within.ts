/**
 * The entries used lately, each within an owner: at least the last `least`, at most twice as many. Two maps take turns, so nothing is kept in order, and
 * each owner has maps of its own, so that no key is made of two.
 */
export class RecentWithin<Owner, Key, Value> {
  readonly #least: number
  #young = new Map<Owner, Map<Key, Value>>()
  #old = new Map<Owner, Map<Key, Value>>()
  /** How many were put among the young. */
  #put = 0

  constructor(least: number) {
    this.#least = least
  }

  get(owner: Owner, key: Key): Value | undefined {
    const young = this.#young.get(owner)?.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(owner)?.get(key)
    if (old !== undefined) this.put(owner, key, old)
    return old
  }

  put(owner: Owner, key: Key, value: Value): void {
    const known = this.#young.get(owner)
    if (known?.has(key) === true) {
      known.set(key, value)
      return
    }
    if (this.#put >= this.#least) this.#age()
    this.#put += 1
    const young = this.#young.get(owner)
    if (young === undefined) this.#young.set(owner, new Map([[key, value]]))
    else young.set(key, value)
  }

  delete(owner: Owner, key: Key): void {
    this.#young.get(owner)?.delete(key)
    this.#old.get(owner)?.delete(key)
  }

  clear(): void {
    this.#age()
    this.#old.clear()
  }

  #age(): void {
    this.#old = this.#young
    this.#young = new Map()
    this.#put = 0
  }
}
