import { randomUUID } from 'node:crypto'
import { openBus } from './bus/open-bus.ts'
import type { NodeOptions } from './engine/nodes/nodes.ts'
import type { CountedBus } from './engine/ports/bus.ts'
import { SYSTEM_TIMERS } from './engine/ports/timers.ts'

/** What a node is opened with. */
export interface NodeParts {
  /** What the nodes of one installation share, and no other on the same server does: the schema of the database. */
  readonly name: string
  /** Hears a sentence about the way to the bus. */
  readonly said: (sentence: string) => void
  readonly onFault: (fault: unknown) => void
}

/** This process among others that serve the same database. */
export interface OpenNode extends NodeOptions {
  readonly bus: CountedBus
}

/** Makes this process a node that tells the others of its commits over the bus at an address (NOD2). Throws if that is none of a bus. */
export async function openNode(address: string, { name, said, onFault }: NodeParts): Promise<OpenNode> {
  const report = { said, threw: onFault }
  const bus = await openBus(address, { name, timers: SYSTEM_TIMERS, random: Math.random, report })
  return { name: randomUUID(), bus }
}
