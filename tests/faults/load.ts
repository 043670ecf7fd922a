import type { Ledger } from './ledger.ts'

/** Whoever takes the load. An answer of `unanswered` means that it is gone; `refused`, that it said no. */
export interface UnderLoad {
  post(messageId: string, senderId: string): Promise<number | 'refused' | 'unanswered'>
  read(messageId: string, readerId: string): Promise<'acknowledged' | 'refused' | 'unanswered'>
}

/** People in number enough that their marks share commits. */
export const PEOPLE: readonly string[] = [
  'alice',
  'bob',
  'carol',
  ...Array.from({ length: 29 }, (_, i) => `reader${i}`),
]

/** Every tenth call of a person is a post, and so is every call of one who has read all there is. */
const POST_EVERY = 10

/** Lets all people post and read at once, one call each at a time, until nobody answers any more; the ledger keeps what was acknowledged. */
export async function load(target: UnderLoad, ledger: Ledger): Promise<void> {
  await Promise.all(PEOPLE.map((person) => actAs(person, target, ledger)))
}

async function actAs(person: string, target: UnderLoad, ledger: Ledger): Promise<void> {
  let at = ledger.reads.get(person)?.size ?? 0
  for (let turn = 1; ; turn += 1) {
    const messageId = ledger.messageIds[at]
    if (messageId === undefined || turn % POST_EVERY === 0) {
      if (!(await post(person, target, ledger))) return
      continue
    }
    const outcome = await target.read(messageId, person)
    if (outcome === 'unanswered') return
    if (outcome === 'refused') continue
    ledger.read(messageId, person)
    at += 1
  }
}

/** Posts what was left unanswered, or else something new. */
async function post(person: string, target: UnderLoad, ledger: Ledger): Promise<boolean> {
  const message = ledger.unanswered.pop() ?? { messageId: ledger.newMessageId(), senderId: person }
  const seq = await target.post(message.messageId, message.senderId)
  if (typeof seq === 'number') ledger.posted(message.messageId, seq)
  else ledger.unanswered.push(message)
  return seq !== 'unanswered'
}
