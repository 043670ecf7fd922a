import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTallymark, TallymarkError } from '../../src/index.ts'
import type { Command, Question } from '../oracle/oracle.ts'
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

/** Opens a library on the kind of store that the history wants. Of every other history the conversations are watched, and so in memory. */
export async function openSubject({ maxRanges, onFile, steps }: History): Promise<Subject> {
  const watched = new Set<string>()
  const folder = onFile ? mkdtempSync(join(tmpdir(), 'tallymark-history-')) : undefined
  let time = 0
  const faults: unknown[] = []
  const open = () =>
    openTallymark({
      database: folder === undefined ? ':memory:' : `file:${join(folder, 'history.db')}`,
      clock: { now: () => time },
      onFault: (fault) => faults.push(fault),
      ...(maxRanges === undefined ? {} : { maxRanges }),
    })
  let tallymark = await open()
  const watch = (conversationId: string): void => {
    watched.add(conversationId)
    tallymark.watch({ conversationId }, () => undefined)
  }
  const call = (name: string, input: unknown) => (tallymark as unknown as Record<string, Method>)[name]?.(input)
  return {
    faults,
    do: async (command, at) => {
      time = at
      const answer = await answerOf(call(command.name, command.input))
      if (command.name === 'createConversation' && steps.length % 2 === 0 && !watched.has(command.input.conversationId))
        watch(command.input.conversationId)
      return answer
    },
    ask: (question, page) => answerOf(call(question.name, { ...question.input, ...page })),
    reopen: async () => {
      if (folder === undefined) return
      await tallymark.close()
      tallymark = await open()
      for (const conversationId of watched) watch(conversationId)
    },
    close: async () => {
      await tallymark.close()
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
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
