import type { UserIdentity } from './identity.ts'

/** The most tokens that are remembered. */
const MOST = 10_000
/** How long one is remembered at most, so that a signing key that was taken back does not outlive it by more. */
const REMEMBERED_MS = 300_000

interface Remembered {
  readonly identity: UserIdentity
  readonly until: number
}

/** JWTs that were verified a moment ago, by their SHA-256: to verify one again costs more than all else of a request. */
export class VerifiedTokens {
  readonly #tokens = new Map<string, Remembered>()

  /** Whose token it is, if it is remembered and still accepted. */
  find(digest: string, now: number): UserIdentity | undefined {
    const token = this.#tokens.get(digest)
    return token !== undefined && now < token.until ? token.identity : undefined
  }

  /** Remembers a token that is accepted until then; the one that was remembered first makes room. */
  add(digest: string, identity: UserIdentity, acceptedUntil: number, now: number): void {
    this.#tokens.delete(digest)
    const [oldest] = this.#tokens.size < MOST ? [] : this.#tokens.keys()
    if (oldest !== undefined) this.#tokens.delete(oldest)
    this.#tokens.set(digest, { identity, until: Math.min(acceptedUntil, now + REMEMBERED_MS) })
  }
}
