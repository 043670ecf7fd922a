import { type Kind, REFUSALS, type RefusalCode } from '@tallymark/core'
import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client'
import type { Engine } from '../engine/engine.ts'

/** What is counted (HTT4). No label ever holds an id. */
export interface Meters {
  /** Counts a request by its route's template. */
  request(method: string, route: string, status: number, ms: number): void
  marks(kind: Kind | 'unread', count: number): void
  refusal(code: RefusalCode): void
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Puts the meters and the process's own on a registry that has none of them yet. */
export function createMeters(registers: Registry, engine: Engine): Meters {
  collectDefaultMetrics({ register: registers })
  const requests = new Histogram({
    name: 'tallymark_http_request_seconds',
    help: 'How long requests took',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registers],
  })
  const marks = new Counter({
    name: 'tallymark_marks_total',
    help: 'Marks that were acknowledged',
    labelNames: ['kind'],
    registers: [registers],
  })
  const refusals = new Counter({
    name: 'tallymark_refusals_total',
    help: 'Requests and marks that were refused',
    labelNames: ['code'],
    registers: [registers],
  })
  // A rise is seen only from a number that was there before it: the first fault of a node must be one.
  for (const code of Object.keys(REFUSALS)) refusals.inc({ code }, 0)
  new Gauge({
    name: 'tallymark_commit_queue_depth',
    help: 'Commands that wait for a commit',
    registers: [registers],
    collect() {
      this.set(engine.queueDepth())
    },
  })
  return {
    request: (method, route, status, ms) =>
      requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, ms / 1_000),
    marks: (kind, count) => marks.inc({ kind }, count),
    refusal: (code) => refusals.inc({ code }),
  }
}
