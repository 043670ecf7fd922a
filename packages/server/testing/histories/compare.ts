import type { Command, Oracle, Question } from '../oracle/oracle.ts'
import { comparable, type Whose } from './comparable.ts'
import { formatCommand } from './format-history.ts'
import type { Subject } from './subject.ts'

/** Where the library and the oracle part. */
export interface Difference {
  readonly where: string
  /** Which question showed it; none if a command's own outcome did. */
  readonly question?: Question
  /** What the oracle says. */
  readonly expected: string
  /** What the library says. */
  readonly actual: string
}

/** Compares what a command came to. */
export function compareOutcome(
  command: Command,
  expected: unknown,
  actual: unknown,
  oracle: Oracle,
): Difference | undefined {
  const where = formatCommand(command)
  if (command.name !== 'markMany') return differenceOf(where, oracle, whoseSets(command), expected, actual)
  const differences = command.input.map(({ conversationId, recipientId: userId }, i) =>
    differenceOf(where, oracle, { conversationId, userId }, itemAt(expected, i), itemAt(actual, i)),
  )
  return differences.find((difference) => difference !== undefined)
}

const itemAt = (list: unknown, i: number): unknown => (Array.isArray(list) ? list[i] : list)

/** Asks both a question and compares what they answer; `limit` asks the library for pages of this size. */
export async function compareAnswer(
  question: Question,
  subject: Subject,
  oracle: Oracle,
  limit?: number,
): Promise<Difference | undefined> {
  const where = `${question.name} ${JSON.stringify(question.input)}${limit === undefined ? '' : ` by ${limit}`}`
  const actual = limit === undefined ? await subject.ask(question) : await gathered(question, subject, limit)
  const difference = differenceOf(where, oracle, whoseSets(question), oracle.ask(question), actual)
  return difference && { ...difference, question }
}

const LISTS = { getInbox: 'conversations', getMessageStatus: 'recipientStatuses' } as const

/** All pages as one. A page that is too long, or short though it is not the last, is not taken. */
async function gathered(question: Question, subject: Subject, limit: number): Promise<unknown> {
  const first = await subject.ask(question, { limit })
  const list = LISTS[question.name as keyof typeof LISTS]
  let page = first as Record<string, unknown>
  const items = [...((page[list] as unknown[] | null | undefined) ?? [])]
  while (typeof page.nextCursor === 'string') {
    if (items.length % limit !== 0) return { pageOf: items.length }
    page = (await subject.ask(question, { limit, cursor: page.nextCursor })) as Record<string, unknown>
    const more = page[list] as unknown[] | undefined
    if (more === undefined || more.length === 0 || more.length > limit) return { badPage: page }
    items.push(...more)
  }
  return page === first ? first : { ...page, [list]: items }
}

/** Whether a question is answered in pages. */
export const isPaged = ({ name }: Question): boolean => name in LISTS

function whoseSets({ name, input }: Command | Question): Whose | undefined {
  switch (name) {
    case 'markDelivered':
    case 'markRead':
    case 'bulkMarkRead':
    case 'markUnread':
      return { conversationId: input.conversationId, userId: input.recipientId }
    case 'join':
    case 'leave':
    case 'setSharing':
    case 'getParticipant':
      return input
    default:
      return undefined
  }
}

function differenceOf(
  where: string,
  oracle: Oracle,
  whose: Whose | undefined,
  expected: unknown,
  actual: unknown,
): Difference | undefined {
  const texts = { expected: comparable(expected, oracle, whose), actual: comparableOf(actual, oracle, whose) }
  return texts.expected === texts.actual ? undefined : { where, ...texts }
}

/** A set in another form than the canonical one is a difference, not a fault of the test. */
function comparableOf(actual: unknown, oracle: Oracle, whose: Whose | undefined): string {
  try {
    return comparable(actual, oracle, whose)
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}
