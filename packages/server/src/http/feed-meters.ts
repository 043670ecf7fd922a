import { Counter, Gauge, type Registry } from 'prom-client'
import type { Traffic } from '../realtime/endpoint/traffic.ts'
import type { Feeds } from '../realtime/feeds.ts'

const GAUGES = {
  connections: ['tallymark_feed_connections', 'Open connections of feeds'],
  watches: ['tallymark_feed_watches', 'Watches of conversations by connections'],
  conversations: ['tallymark_feed_conversations', 'Conversations that are watched'],
  inboxes: ['tallymark_feed_inboxes', 'Inboxes that are followed'],
  replicas: ['tallymark_replicas', 'Conversations that are kept in memory'],
  replicaBytes: ['tallymark_replica_bytes', 'What they take, as far as it can be estimated'],
} as const

/** Puts the meters of feeds on a registry that has none of them yet (HTT4). No label ever holds an id. */
export function addFeedMeters(registry: Registry, feeds: Pick<Feeds, 'counts'>, traffic: Traffic): void {
  const registers = [registry]
  for (const [count, [name, help]] of entries(GAUGES))
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(feeds.counts[count])
      },
    })
  new Counter({
    name: 'tallymark_feed_unknown_frames_total',
    help: 'Frames of clients of a type that is not known',
    registers,
    collect() {
      this.reset()
      this.inc(feeds.counts.unknownFrames)
    },
  })
  addByLabel(registers, 'tallymark_feed_frames_total', 'Frames that were sent', 'type', () => traffic.frames)
  addByLabel(registers, 'tallymark_feed_closes_total', 'Connections that were closed', 'reason', () => traffic.closes)
}

const entries = <Name extends string, Row>(rows: Readonly<Record<Name, Row>>) => Object.entries(rows) as [Name, Row][]

function addByLabel(
  registers: Registry[],
  name: string,
  help: string,
  label: string,
  counts: () => ReadonlyMap<string, number>,
): void {
  new Counter({
    name,
    help,
    registers,
    labelNames: [label],
    collect() {
      this.reset()
      for (const [value, count] of counts()) this.inc({ [label]: value }, count)
    },
  })
}
