import type { UserId } from '@tallymark/core'

/** The most tokens that are remembered. */
const MOST = 10_000
/** How long one is remembered at most, so that a signing key that was taken back does not outlive it by more. */
const REMEMBERED_MS = 300_000

/** What a verified token says. */
export interface VerifiedToken {
  readonly userId: UserId
  readonly expiresAt: number
}

/** JWTs that were verified a moment ago, by their SHA-256: to verify one again costs more than all else of a request. */
export class VerifiedTokens {
  readonly #tokens = new Map<string, VerifiedToken>()

  /** Whose token it is, if it is remembered and still valid. */
  find(digest: string, now: number): UserId | undefined {
    const token = this.#tokens.get(digest)
    return token !== undefined && now < token.expiresAt ? token.userId : undefined
  }

  /** Remembers a token; the one that was remembered first makes room. */
  add(digest: string, { userId, expiresAt }: VerifiedToken, now: number): void {
    this.#tokens.delete(digest)
    const [oldest] = this.#tokens.size < MOST ? [] : this.#tokens.keys()
    if (oldest !== undefined) this.#tokens.delete(oldest)
    this.#tokens.set(digest, { userId, expiresAt: Math.min(expiresAt, now + REMEMBERED_MS) })
  }
}
