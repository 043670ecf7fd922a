import { openTallymark, TallymarkError, type TallymarkOptions } from '../../src/index.ts'
import type { Command, Question } from '../oracle/oracle.ts'
import type { NewGround } from './ground.ts'
import type { History } from './history.ts'

/** How a page is asked for. */
export interface Page {
  readonly limit?: number
  readonly cursor?: string
}

/** The library as histories drive it: refusals are answers, the time is given, and it can be closed and opened again. */
export interface Subject {
  do(command: Command, at: number): Promise<unknown>
  ask(question: Question, page?: Page): Promise<unknown>
  reopen(): Promise<void>
  close(): Promise<void>
  /** What the library reported as a fault of its own or of its store; nothing is expected. */
  readonly faults: readonly unknown[]
}

type Method = (input: unknown) => Promise<unknown>

/**
 * Opens libraries on a ground; steps and questions go to each in turns. Of every other history the conversations are watched, and so in
 * memory.
 */
export async function openSubject(history: History, newGround: NewGround): Promise<Subject> {
  const { maxRanges, steps } = history
  const watched = new Set<string>()
  const ground = await newGround(history)
  let time = 0
  const faults: unknown[] = []
  const options: TallymarkOptions = {
    ...ground.options,
    clock: { now: () => time },
    onFault: (fault) => faults.push(fault),
    ...(maxRanges === undefined ? {} : { maxRanges }),
  }
  const openAll = () => Promise.all(Array.from({ length: ground.nodes }, () => openTallymark(options)))
  let tallymarks = await openAll()
  const closeAll = () => Promise.all(tallymarks.map((one) => one.close()))
  let turn = 0
  const next = () => tallymarks[turn % tallymarks.length] as (typeof tallymarks)[number]
  const watch = (conversationId: string): void => {
    watched.add(conversationId)
    for (const one of tallymarks) one.watch({ conversationId }, () => undefined)
  }
  const call = (name: string, input: unknown) => (next() as unknown as Record<string, Method>)[name]?.(input)
  return {
    faults,
    do: async (command, at) => {
      // What happens at the same time goes to the same one: only then its order is known.
      if (at !== time) turn += 1
      time = at
      const answer = await answerOf(call(command.name, command.input))
      if (command.name === 'createConversation' && steps.length % 2 === 0 && !watched.has(command.input.conversationId))
        watch(command.input.conversationId)
      return answer
    },
    ask: (question, page) => {
      // Pages of one list may come from another library each.
      turn += 1
      return answerOf(call(question.name, { ...question.input, ...page }))
    },
    reopen: async () => {
      if (!ground.isLasting) return
      await closeAll()
      tallymarks = await openAll()
      for (const conversationId of watched) watch(conversationId)
    },
    close: async () => {
      await closeAll()
      await ground.remove()
    },
  }
}

async function answerOf(outcome: Promise<unknown> | undefined): Promise<unknown> {
  try {
    return await outcome
  } catch (error) {
    if (error instanceof TallymarkError) return { refused: error.code }
    throw error
  }
}
