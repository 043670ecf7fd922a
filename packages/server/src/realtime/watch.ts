import type { ConversationId, Since } from '@tallymark/core'
import type { ParticipantRecord } from '../engine/ports/records.ts'
import type { Replica } from '../engine/replica/replica.ts'
import type { Frame } from './frame.ts'
import type { Looker, Window } from './view.ts'

/** What a viewer asks for: a window, without `from` the newest messages, and what it knows of that window already. */
export interface Asked {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly since?: Since | undefined
}

/** Where the frames of a watch go. */
export interface Watcher {
  /** Whether so much waits for the network that nothing more should be sent. */
  readonly isBehind: boolean
  send(frame: Frame): void
  /** The watch is over; the frame says why. */
  dismiss(watch: Watch, why: Frame): void
}

/** One connection's feed of one conversation: what it was told, and whether there is anything to tell. */
export class Watch {
  readonly conversationId: ConversationId
  readonly watcher: Watcher
  /** The viewer's own truth; `'chat'` for the chat itself, which has none; nothing before it was admitted. */
  own: ParticipantRecord | 'chat' | undefined
  /** Whether the own truth, or what is unread of it, moved since it was told. */
  isOwnMoved = true
  /** What the viewer was told of its own truth last, as far as it takes to tell whether that moved. */
  ownTold = ''
  #ownTurn = 0
  #ownTurnTold = 0
  /** Before when the viewer is not told of its own marks again, by the timers' clock. */
  ownTurnAt = 0
  asked: Asked
  /** What is watched in fact, once the first frame is made. */
  window: Window | undefined
  /** The picture that the viewer holds: the version it was told, and up to which nothing of it moved; nothing before the first frame. */
  known:
    | { readonly epoch: string; readonly told: number; readonly seen: number; readonly hasNames: boolean }
    | undefined
  /** The newest version that the viewer was told anything of, whatever its window was. */
  newest: { readonly epoch: string; readonly version: number } | undefined
  /** The replica whose messages were loaded for the window. */
  loadedFor: Replica | undefined
  /** Whether an update is due that could not be sent (FED2). */
  isPending = false
  isEnded = false

  constructor(conversationId: ConversationId, watcher: Watcher, asked: Asked) {
    this.conversationId = conversationId
    this.watcher = watcher
    this.asked = asked
  }

  /** Who looks. It must be admitted. */
  get looker(): Looker {
    if (this.own === undefined) throw new Error('a watch that was not admitted was looked through')
    return this.own === 'chat' ? 'chat' : this.own.ordinal
  }

  /** The viewer's own truth, if it has one. */
  get truth(): ParticipantRecord | undefined {
    return this.own === 'chat' ? undefined : this.own
  }

  /** The viewer is about to be told of its own truth as it is now; gives back the number of this turn. */
  beginOwnTurn(): number {
    this.isOwnMoved = false
    this.#ownTurn += 1
    return this.#ownTurn
  }

  /** Whether what was found in this turn may be told: not where a later one was faster, since it would take back what that said. */
  endOwnTurn(turn: number): boolean {
    if (turn < this.#ownTurnTold) return false
    this.#ownTurnTold = turn
    return true
  }

  /** Moves the window: the next frame is a snapshot, unless what is known already is of that very window. */
  move(asked: Asked): void {
    this.asked = asked
    this.window = undefined
    this.known = undefined
    this.loadedFor = undefined
    this.isOwnMoved = true
    this.ownTold = ''
  }
}
