import type { ServerFrame } from '@tallymark/core'

interface Told {
  /** The history that the version belongs to: a conversation that was removed and created anew has another. */
  readonly epoch?: string | undefined
  readonly version?: number | undefined
  readonly revision?: number | undefined
}

/** What each connection was told last of each conversation: nothing older may follow (FED2). */
export class ToldVersions {
  readonly #told = new Map<string, Told>()

  /** Takes a frame; says if it is older than what its connection was told before. */
  take(connection: number, frame: ServerFrame): string | undefined {
    if (!('conversationId' in frame) || frame.conversationId === undefined) return undefined
    const name = `${connection} ${frame.conversationId}`
    const before = this.#told.get(name) ?? {}
    const now = toldAfter(before, frame)
    this.#told.set(name, now)
    if (before.epoch !== now.epoch) return undefined
    const isOlder =
      (now.version ?? Infinity) < (before.version ?? 0) || (now.revision ?? Infinity) < (before.revision ?? 0)
    return isOlder ? `${frame.conversationId} at ${JSON.stringify(now)} after ${JSON.stringify(before)}` : undefined
  }
}

function toldAfter(before: Told, frame: ServerFrame): Told {
  switch (frame.type) {
    case 'snapshot':
      return frame.epoch === before.epoch
        ? { ...before, version: frame.version }
        : { epoch: frame.epoch, version: frame.version }
    case 'change':
      return { ...before, version: frame.version }
    case 'own':
      return { ...before, revision: frame.revision }
    case 'refused':
      return {}
    default:
      return before
  }
}
