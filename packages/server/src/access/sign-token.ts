import { SignJWT } from 'jose'
import type { JwtClaims } from './jwt.ts'

/** What a JWT is to say. */
export interface TokenParts extends JwtClaims {
  readonly userId: string
  /** How long it is good for. */
  readonly seconds: number
  /** In milliseconds since 1970. */
  readonly now: number
}

/** Signs a JWT that acts as a user, with a secret of at least 32 bytes (HS256). */
export function signToken(secret: string, { userId, seconds, now, audience, issuer }: TokenParts): Promise<string> {
  const issuedAt = Math.floor(now / 1_000)
  const claims = new SignJWT().setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setSubject(userId)
  claims.setIssuedAt(issuedAt).setExpirationTime(issuedAt + seconds)
  if (audience !== undefined) claims.setAudience(audience)
  if (issuer !== undefined) claims.setIssuer(issuer)
  return claims.sign(new TextEncoder().encode(secret))
}
