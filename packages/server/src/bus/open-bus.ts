import type { CountedBus } from '../engine/ports/bus.ts'
import type { BusParts } from './bus-parts.ts'
import type { Connect } from './link.ts'
import { LinkedBus } from './linked-bus.ts'
import { withoutSecrets } from './without-secrets.ts'

/** What a bus is opened with. */
export interface BusOptions extends BusParts {
  /** What the nodes of one installation share, and no other installation on the same server does: the schema in PostgreSQL. */
  readonly name: string
}

/**
 * Opens the bus at an address (BUS9). Resolves when it listens, or when that failed for the first time: a server that cannot be reached is
 * reported and tried again, because nothing depends on a bus but how soon something is known. Throws if the address is none of a bus.
 */
export async function openBus(url: string, { name, ...parts }: BusOptions): Promise<CountedBus> {
  const report = { ...parts.report, said: (sentence: string) => parts.report.said(withoutSecrets(sentence, url)) }
  const { connect, maxBytes } = await wayTo(url, name, report.said)
  const bus = new LinkedBus(connect, maxBytes, { ...parts, report })
  await bus.tried
  return bus
}

interface Way {
  readonly connect: Connect
  readonly maxBytes: number
}

/** Drivers are loaded where they are needed only. */
async function wayTo(url: string, name: string, said: (sentence: string) => void): Promise<Way> {
  if (/^postgres(ql)?:\/\//.test(url)) {
    const { connectPostgres, POSTGRES_MAX_BYTES } = await import('./postgres-link.ts')
    return { connect: connectPostgres(url, name), maxBytes: POSTGRES_MAX_BYTES }
  }
  if (/^rediss?:\/\//.test(url)) {
    const { connectRedis, REDIS_MAX_BYTES } = await import('./redis-link.ts')
    return { connect: connectRedis(url, name, said), maxBytes: REDIS_MAX_BYTES }
  }
  throw new Error('The bus must be an address that starts with postgres://, postgresql://, redis:// or rediss://.')
}
