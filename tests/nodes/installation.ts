import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { chanceOf } from '../../packages/server/testing/histories/chance.ts'
import { Acknowledged } from './acknowledged.ts'
import { Caller, Seen } from './caller.ts'
import { differences } from './differences.ts'
import { replyOf } from './reply.ts'
import { RoamingClient } from './roaming-client.ts'
import { type NodeSettings, ServerNode } from './server-node.ts'
import { Truth } from './truth.ts'

const CONVERSATIONS = ['c1', 'c2', 'c3']
const CALLERS = 5
const PEOPLE_OF_A_NODE = 3
/** How long a caller rests between two calls, and how often each client reads what it sees, in milliseconds. */
const REST_MS = 8
const READ_MS = 300
/** How often it is looked whether all is right, in milliseconds. */
const ASK_MS = 100
/** Within what time after the end of a fault all pictures are right. */
export const CONVERGED_MS = 10_000
/** Within what time clients have sent again what was refused for a while, or are back: they wait up to half a minute from one try to the next. */
export const SETTLED_MS = 45_000

/** What no fault of a server or a network is a reason for. */
const PROGRAMMING_FAULT = /\b(Type|Range|Reference)Error\b|"level":60/

/** What an installation came through. */
export interface Outcome {
  readonly acknowledged: number
  /** How long after the end of the fault every picture was right, in milliseconds. */
  readonly convergedMs: number
  /** And when no client had marks on the way any more. */
  readonly settledMs: number
  /** The longest time that a caller waited for an answer, in milliseconds. */
  readonly longestMs: number
  /** How often each code of a refusal came; `unanswered` where the connection ended first. */
  readonly refusals: Readonly<Record<string, number>>
}

/** A node, wherever it runs. */
export interface AnyNode extends AsyncDisposable {
  readonly url: string
  /** All that it has logged. */
  readonly log: string
}

/** Nodes on one database with people who are connected to them, and callers that put load on all of them. */
export class Installation<Node extends AnyNode = ServerNode> implements AsyncDisposable {
  readonly nodes: readonly Node[]
  readonly clients: readonly RoamingClient[]
  readonly seen = new Seen()
  readonly #database: string
  readonly #people: readonly string[]
  readonly #conversations = CONVERSATIONS.map((id) => new Acknowledged(id))
  readonly #callers: readonly Caller[]
  #isLoaded = false
  #loads: Promise<unknown> = Promise.resolve()

  private constructor(database: string, nodes: readonly Node[], seed: number) {
    this.#database = database
    this.nodes = nodes
    const urls = nodes.map(({ url }) => url)
    this.#people = peopleOf(nodes)
    const wentBack = (what: string): unknown => this.seen.wentBack.push(what)
    this.clients = this.#people.map((userId, i) => {
      const [before, after] = [urls.slice(0, i % urls.length), urls.slice(i % urls.length)]
      return new RoamingClient({ userId, urls: [...after, ...before], conversations: this.#conversations, wentBack })
    })
    const parts = { urls, people: this.#people, conversations: this.#conversations, seen: this.seen }
    this.#callers = Array.from(
      { length: CALLERS },
      (_, i) => new Caller(`m${i}`, { ...parts, chance: chanceOf(100 * seed + i) }),
    )
  }

  /** Starts a process for each of these settings. `database` is where it is looked for what was acknowledged. */
  static async start(database: string, settings: readonly NodeSettings[], seed: number): Promise<Installation> {
    return Installation.of(database, await Promise.all(settings.map((of) => ServerNode.start(of))), seed)
  }

  /** One of nodes that have started on an empty database. */
  static async of<Node extends AnyNode>(
    database: string,
    nodes: readonly Node[],
    seed: number,
  ): Promise<Installation<Node>> {
    const participants = peopleOf(nodes)
    for (const id of CONVERSATIONS)
      expect((await replyOf(`${nodes[0]?.url}/v1/conversations/${id}`, 'PUT', { participants }))?.status).toBe(201)
    return new Installation(database, nodes, seed)
  }

  /** How many acknowledgements there were. */
  get acknowledged(): number {
    return this.#conversations.reduce((sum, { count }) => sum + count, 0)
  }

  /** Puts load on all nodes until it is taken off. */
  load(): void {
    this.#isLoaded = true
    const calling = this.#callers.map(async (caller) => {
      while (this.#isLoaded) {
        await caller.step()
        await pause(REST_MS)
      }
    })
    const reading = this.clients.map(async (client, i) => {
      for (let turn = i; this.#isLoaded; turn += 1) {
        client.read(this.#conversations[turn % CONVERSATIONS.length] as Acknowledged)
        await pause(READ_MS)
      }
    })
    this.#loads = Promise.all([...calling, ...reading])
  }

  /** Takes the load off. */
  async unload(): Promise<void> {
    this.#isLoaded = false
    await this.#loads
  }

  /** The database may have lost some of what was acknowledged: from now on that counts which it holds. Without load. Gives back what is lost, in words. */
  async beginAnew(): Promise<readonly string[]> {
    await using truth = await Truth.of(this.#database)
    const lost: string[] = []
    for (const one of this.#conversations) {
      const kept = await truth.conversation(one.conversationId, this.#people)
      lost.push(...one.lost(kept))
      one.beginAnew(kept)
    }
    this.seen.beginAnew()
    return lost
  }

  /** Resolves when so many more acknowledgements have come. */
  async goOn(acknowledgements: number): Promise<void> {
    const until = this.acknowledged + acknowledgements
    while (this.acknowledged < until) await pause(5)
  }

  /**
   * The fault has ended, if there was one: takes the load off, and expects that nothing is lost, nothing ever went back, and every picture is right
   * within so many milliseconds.
   */
  async settle(withinMs = CONVERGED_MS): Promise<Outcome> {
    const endedAt = performance.now()
    await this.unload()
    await using truth = await Truth.of(this.#database)
    // Clients go on marking what arrives.
    for (const one of this.#conversations.map((conversation) => conversation.soFar())) {
      const kept = await truth.conversation(one.conversationId, this.#people)
      expect(one.lost(kept), `lost in ${one.conversationId}`).toEqual([])
    }
    const isRight = async () => await differences(truth, this.clients, this.#conversations)
    const isSettled = async () => [...(await isRight()), ...this.#onTheWay()]
    const convergedMs = await this.#until(isRight, endedAt, withinMs)
    const settledMs = await this.#until(isSettled, endedAt, SETTLED_MS)
    expect(this.seen.wentBack).toEqual([])
    for (const { log } of this.nodes) expect(log).not.toMatch(PROGRAMMING_FAULT)
    return { acknowledged: this.acknowledged, convergedMs, settledMs, ...this.seen.figures }
  }

  #onTheWay(): readonly string[] {
    return this.clients.flatMap(({ hasSettled, userId }) => (hasSettled ? [] : [`marks of ${userId} are on the way`]))
  }

  /** How long after the end of the fault nothing was wrong any more, in milliseconds: at most so long. */
  async #until(wrong: () => Promise<readonly string[]>, endedAt: number, mostMs: number): Promise<number> {
    for (;;) {
      const found = await wrong()
      const ms = Math.round(performance.now() - endedAt)
      if (found.length === 0) return ms
      if (ms > mostMs) expect(found.slice(0, 10)).toEqual([])
      await pause(ASK_MS)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isLoaded = false
    for (const client of this.clients) client[Symbol.dispose]()
    await Promise.all(this.nodes.map((node) => node[Symbol.asyncDispose]()))
    await this.#loads
  }
}

const peopleOf = (nodes: readonly unknown[]): readonly string[] =>
  Array.from({ length: PEOPLE_OF_A_NODE * nodes.length }, (_, i) => `p${i}`)
