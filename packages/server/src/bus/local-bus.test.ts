import type { NodeParts } from '../../testing/bus-contract/bus-place.ts'
import { busContract } from '../../testing/bus-contract.ts'
import { LocalHub } from './local-bus.ts'

busContract('in one process', async () => {
  const hubs = new Map<string, LocalHub>()
  return {
    async open(name: string, { timers, report }: NodeParts) {
      const hub = hubs.get(name) ?? new LocalHub(timers)
      hubs.set(name, hub)
      return hub.open(report)
    },
    [Symbol.asyncDispose]: async () => {},
  }
})
