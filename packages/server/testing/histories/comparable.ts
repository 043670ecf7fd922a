import type { Oracle } from '../oracle/oracle.ts'
import { rangesIn, seqsOf } from '../oracle/seq-text.ts'

const SETS = ['delivered', 'read', 'reopened'] as const

/** Whose sets an answer holds. */
export interface Whose {
  readonly conversationId: string
  readonly userId: string
}

/**
 * An answer as a text that equals another's where the two mean the same: of the sets without the seqs that mean nothing (RCP7), and of
 * refusals without their sentences. Throws a `RangeError` if a set is not written in its canonical form or has too many ranges (RCP8).
 */
export const comparable = (answer: unknown, oracle: Oracle, whose?: Whose): string =>
  JSON.stringify(plain(answer, whose === undefined ? undefined : meaningOf(oracle, whose)))

type Meaning = (set: string) => readonly number[]

/** The seqs that mean something in a participant's set. */
function meaningOf(oracle: Oracle, { conversationId, userId }: Whose): Meaning {
  const meaningless = oracle.meaningless(conversationId, userId)
  const mostRanges = oracle.mostRanges(conversationId, userId)
  return (set) => {
    if (rangesIn(set) > mostRanges) throw new RangeError(`more than ${mostRanges} ranges: ${set}`)
    return seqsOf(set).filter((seq) => !meaningless.has(seq))
  }
}

function plain(answer: unknown, meaning: Meaning | undefined): unknown {
  if (typeof answer !== 'object' || answer === null || answer instanceof Date) return answer
  if (Array.isArray(answer)) return answer.map((item) => plain(item, meaning))
  if ('refused' in answer) return 'messageId' in answer ? sorted(answer) : { refused: answer.refused }
  const copy: Record<string, unknown> = { ...answer }
  for (const set of SETS) if (meaning && typeof copy[set] === 'string') copy[set] = meaning(copy[set])
  for (const [key, value] of Object.entries(copy)) if (Array.isArray(value)) copy[key] = plain(value, undefined)
  return sorted(copy)
}

const sorted = (object: object): object =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))
