import type { UserId } from '@tallymark/core'
import type { Identity } from '../../packages/server/src/access/identity.ts'

/** How long a token of the simulation lasts, in milliseconds. */
const LASTS_MS = 40_000

/** A token of a user, that ends in a while. */
export const tokenOf = (userId: string, now: number): string => `${userId}@${now + LASTS_MS}`

/** Whom a token stands for, if it has not ended. */
export function identityOf(token: string, now: number): Identity | undefined {
  const [userId, end] = token.split('@')
  const expiresAt = Number(end)
  return now < expiresAt ? { kind: 'user', userId: userId as UserId, expiresAt } : undefined
}
