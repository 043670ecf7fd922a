import type { CommitListener } from '../ports/commit-listener.ts'
import type { Reader } from '../ports/store.ts'
import type { Timers } from '../ports/timers.ts'
import { Replicas } from '../replica/replicas.ts'
import { CatchUps } from './catch-ups.ts'
import type { CommitFollower } from './commit-follower.ts'
import { type NodeOptions, Nodes } from './nodes.ts'

/** What is kept live on. */
export interface KeptLiveParts {
  readonly reader: Pick<Reader, 'find' | 'members' | 'changesSince'>
  /** The most bytes that replicas take, as far as they can be estimated. */
  readonly replicaBytes: number
  readonly node: NodeOptions | undefined
  /** What stands between commits of this process and those who hear of them; nothing if nothing is said. */
  readonly relay: ((deliver: CommitListener) => CommitListener) | undefined
  readonly timers: Timers
  readonly onFault: (fault: unknown) => void
}

/** What is kept in memory of the store, and everything that moves it: commits of this process, notices of the others, comparisons. */
export class KeptLive {
  readonly replicas: Replicas
  readonly catchUps: CatchUps
  readonly nodes: Nodes
  /** Takes a commit of this process. */
  readonly committed: CommitListener
  readonly #followers = new Set<CommitFollower>()

  constructor({ reader, replicaBytes, node, relay, timers, onFault }: KeptLiveParts) {
    this.replicas = new Replicas({ reader, bytes: replicaBytes })
    const deliver: CommitListener = (changes, since) => {
      this.replicas.committed(changes, since)
      for (const follower of this.#followers) follower.committed(changes, since)
    }
    const { replicas } = this
    const missed = (): void => {
      for (const follower of this.#followers) follower.mayHaveMissed()
    }
    this.catchUps = new CatchUps({ reader, replicas, deliver, missed, timers, onFault })
    this.nodes = new Nodes({
      self: node,
      replicas,
      catchUps: this.catchUps,
      followers: this.#followers,
      missed,
      timers,
    })
    const deliverOwn = relay?.(deliver) ?? deliver
    this.committed = (changes) => {
      deliverOwn(changes)
      this.nodes.committed(changes)
    }
  }

  /** Tells a follower of every commit from now on, after the replicas moved; what is given back ends that. */
  follow(follower: CommitFollower): () => void {
    this.#followers.add(follower)
    return () => {
      this.#followers.delete(follower)
    }
  }
}
