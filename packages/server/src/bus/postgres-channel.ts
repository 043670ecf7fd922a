import { createHash } from 'node:crypto'

/** The longest name that PostgreSQL keeps whole, in bytes. */
const NAME_MAX_BYTES = 63

/**
 * The name of the channel on which the nodes of a schema tell each other (BUS7). It is another one for every schema: one that has no room in
 * it is told by its hash.
 */
export function postgresChannel(schema: string): string {
  const name = `tallymark:${schema}`
  if (Buffer.byteLength(name) <= NAME_MAX_BYTES) return name
  return `tallymark#${createHash('sha256').update(schema).digest('hex').slice(0, 48)}`
}
