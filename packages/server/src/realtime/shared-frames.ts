import type { ServerFrame } from '@tallymark/core'
import type { Replica } from '../engine/replica/replica.ts'
import { Frame } from './frame.ts'

/** The most frames that are kept for others who may see the same. */
const KEPT_MAX = 64

/** The frames made of a replica as it is, so that those who see the same get the same (FED7). */
export class SharedFrames {
  readonly #frames = new Map<string, Frame | undefined>()
  #replica: Replica | undefined
  #version = 0

  /** The frame of this name, made if there is none yet; nothing if there is nothing to say. */
  of(replica: Replica, name: string, make: () => ServerFrame | undefined): Frame | undefined {
    const isOutdated = this.#replica !== replica || this.#version !== replica.version
    if (isOutdated || this.#frames.size >= KEPT_MAX) this.#frames.clear()
    this.#replica = replica
    this.#version = replica.version
    if (this.#frames.has(name)) return this.#frames.get(name)
    const said = make()
    const frame = said && new Frame(said)
    this.#frames.set(name, frame)
    return frame
  }
}
