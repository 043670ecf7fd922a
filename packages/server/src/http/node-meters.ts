import { Counter, Gauge, type Registry } from 'prom-client'
import type { BusCounts } from '../engine/ports/bus.ts'

/** What is counted of the bus, as it is told. */
const TEXTS = ['sent', 'heard', 'dropped'] as const

/** Puts the meters of a node among others on a registry that has none of them yet (HTT4). */
export function addNodeMeters(registry: Registry, counts: () => BusCounts, nodes: () => number): void {
  const registers = [registry]
  new Gauge({
    name: 'tallymark_nodes',
    help: 'Nodes with connections of feeds that share the budgets of conversations, this one included',
    registers,
    collect() {
      this.set(nodes())
    },
  })
  new Counter({
    name: 'tallymark_bus_texts_total',
    help: 'Texts of the bus between nodes',
    registers,
    labelNames: ['what'],
    collect() {
      this.reset()
      for (const what of TEXTS) this.inc({ what }, counts()[what])
    },
  })
  new Counter({
    name: 'tallymark_bus_reconnects_total',
    help: 'How often the bus was there again after it was away',
    registers,
    collect() {
      this.reset()
      this.inc(counts().reconnects)
    },
  })
}
