import { isId } from '@tallymark/core'
import { signToken } from '../access/sign-token.ts'
import { CommandFailure } from './command-failure.ts'
import type { CommandLine } from './command-line.ts'

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

/** `tallymark token USER_ID`: prints a JWT that acts as the user, signed with the configured secret (HS256). */
export async function token({ words, settings, flags }: CommandLine): Promise<number> {
  const [userId] = words
  if (userId === undefined || words.length !== 1)
    throw new CommandFailure(2, 'Write tallymark token USER_ID [--expires 1h].')
  if (!isId(userId)) throw new CommandFailure(2, 'USER_ID must be a text of 1 to 128 characters.')
  const expires = flags.get('expires') ?? '1h'
  const seconds = secondsOf(expires)
  if (seconds === undefined)
    throw new CommandFailure(2, `--expires must be a time like 90s, 30m, 1h or 7d, not ${JSON.stringify(expires)}.`)
  if (settings.jwtSecret === undefined)
    throw new CommandFailure(
      1,
      'No secret is configured: set TALLYMARK_JWT_SECRET, here and where the server runs, to the same text of at least 32 bytes (openssl rand -hex 32 makes one).',
    )
  const { jwtSecret, jwtAudience: audience, jwtIssuer: issuer } = settings
  const claims = { ...(audience !== undefined && { audience }), ...(issuer !== undefined && { issuer }) }
  const signed = await signToken(jwtSecret, { userId, seconds, now: Date.now(), ...claims })
  process.stdout.write(`${signed}\n`)
  return 0
}

function secondsOf(expires: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,6})([smhd])$/.exec(expires) ?? []
  return count === undefined || unit === undefined ? undefined : Number(count) * (UNIT_SECONDS[unit] as number)
}
