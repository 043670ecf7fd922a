import { type Client, createClient, type Transport } from '@tallymark/client'
import { type ClientFrame, formatSeqSet, range, type ServerFrame, seqSetFrom } from '@tallymark/core'
import { webSocket } from '../../packages/client/src/platform/web-socket.ts'
import { HeldPicture } from '../../packages/server/testing/held-picture.ts'
import { tokenOf } from '../../packages/server/testing/http-server.ts'
import type { Acknowledged, Kind } from './acknowledged.ts'

interface SentMark {
  readonly conversation: Acknowledged
  readonly kind: Kind
  readonly seqs: string
}

/** What a roaming client is made of. */
export interface RoamingParts {
  readonly userId: string
  /** The nodes, the one that it begins with at the head. */
  readonly urls: readonly string[]
  readonly conversations: readonly Acknowledged[]
  /** Hears in words of everything that went back or did not fit. */
  readonly wentBack: (what: string) => void
}

/** A user's client that follows conversations and its inbox, and goes on at the next node when its own is gone. Every frame is looked at. */
export class RoamingClient implements Disposable {
  readonly userId: string
  readonly client: Client
  /** How often it went to another node. */
  moves = 0
  readonly #parts: RoamingParts
  readonly #pictures = new Map<string, HeldPicture>()
  readonly #versions = new Map<string, number>()
  readonly #epochs = new Map<string, string>()
  readonly #sent = new Map<number, SentMark>()

  constructor(parts: RoamingParts) {
    this.#parts = parts
    this.userId = parts.userId
    const { userId, urls } = parts
    const token = () => tokenOf(userId, Date.now())
    this.client = createClient({ url: urls[0] as string, userId, token }, { transports: [this.#way()] })
    for (const { conversationId } of parts.conversations) this.client.conversation(conversationId).subscribe(() => {})
    this.client.inbox.subscribe(() => {})
  }

  /** Whether it has no marks on the way. */
  get hasSettled(): boolean {
    return this.client.outbox.getSnapshot() === 0
  }

  /** Marks one of the messages on the screen as read, and what lies before it there. */
  read({ conversationId }: Acknowledged): void {
    const view = this.client.conversation(conversationId)
    const { state, from, head } = view.getSnapshot()
    if (state === 'live' && head >= from) view.markRead({ seqs: formatSeqSet(range(from, head)) })
  }

  [Symbol.dispose](): void {
    this.client.close()
  }

  /** A WebSocket to one node after the other. */
  #way(): Transport {
    const { urls } = this.#parts
    return (call) => {
      const url = urls[this.moves % urls.length] as string
      this.#sent.clear()
      const heard = (text: string): void => {
        this.#look(JSON.parse(text) as ServerFrame)
        call.heard(text)
      }
      const ended = (code: number): void => {
        this.moves += 1
        call.ended(code)
      }
      const wire = webSocket({ ...call, url, heard, ended })
      const send = (text: string): void => {
        this.#note(JSON.parse(text) as ClientFrame)
        wire.send(text)
      }
      return { ...wire, send }
    }
  }

  #note(frame: ClientFrame): void {
    if (frame.type !== 'mark' || frame.seqs === undefined) return
    const conversation = this.#parts.conversations.find((one) => one.conversationId === frame.conversationId)
    if (conversation) this.#sent.set(frame.id, { conversation, kind: frame.kind, seqs: frame.seqs })
  }

  #look(frame: ServerFrame): void {
    if (frame.type === 'marked') {
      const sent = this.#sent.get(frame.id)
      sent?.conversation.marked(sent.kind, this.userId, seqSetFrom(sent.seqs))
      sent?.conversation.told(frame.version)
    } else if ('conversationId' in frame && frame.conversationId !== undefined) this.#hold(frame.conversationId, frame)
  }

  /** Everything fits on what is held, and no version is older than one before it in its epoch. */
  #hold(conversationId: string, frame: ServerFrame): void {
    if (frame.type === 'snapshot' && frame.epoch !== this.#epochs.get(conversationId)) {
      this.#epochs.set(conversationId, frame.epoch)
      this.#versions.delete(conversationId)
      this.#pictures.delete(conversationId)
    }
    const held = this.#pictures.get(conversationId) ?? new HeldPicture()
    this.#pictures.set(conversationId, held)
    const version = this.#versions.get(conversationId) ?? 0
    const told = 'version' in frame ? frame.version : version
    if (told < version) this.#wentBack(`${frame.type} of version ${told} came after ${version}`)
    this.#versions.set(conversationId, Math.max(version, told))
    try {
      held.apply(frame)
    } catch (fault) {
      this.#wentBack(String(fault))
    }
  }

  #wentBack(what: string): void {
    this.#parts.wentBack(`${this.userId}: ${what}`)
  }
}
