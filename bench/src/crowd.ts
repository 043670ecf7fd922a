/**
 * Conversations of equal size. The first member of each posted all of its messages, the others are its readers. People,
 * conversations and messages are counted from 0, members and seqs from 1.
 */
export interface Crowd {
  readonly conversations: number
  /** In each conversation, its sender included. */
  readonly members: number
  /** In each conversation. */
  readonly messages: number
}

/** One mark that a reader is to make. */
export interface Reading {
  /** Which conversation, from 0. */
  readonly conversation: number
  /** Which member of it, from 2: the sender is 1. This is its ordinal too. */
  readonly member: number
  /** The seq of the message, from 1. */
  readonly seq: number
}

export const conversationName = (conversation: number): string => `c${conversation}`
export const userName = ({ members }: Crowd, conversation: number, member: number): string =>
  `u${conversation * members + member}`
export const messageName = (seq: number): string => `m${seq}`

/**
 * What one of several callers has to mark: the readers are dealt out among the callers, and a caller goes message after message
 * through all of its readers, as people do who read a message when it comes.
 */
export function* readingsOf(crowd: Crowd, caller: number, callers: number): Generator<Reading> {
  const readers = crowd.conversations * (crowd.members - 1)
  for (let seq = 1; seq <= crowd.messages; seq += 1) {
    for (let reader = caller; reader < readers; reader += callers) {
      yield {
        conversation: reader % crowd.conversations,
        member: 2 + Math.floor(reader / crowd.conversations),
        seq,
      }
    }
  }
}

/** What all callers have to mark, for one who does it for them in turn. */
export function* readingsInTurn(crowd: Crowd, callers: number): Generator<Reading> {
  const all = Array.from({ length: callers }, (_, caller) => readingsOf(crowd, caller, callers))
  for (;;) {
    let isAnyLeft = false
    for (const one of all) {
      const { value, done } = one.next()
      if (done === true) continue
      isAnyLeft = true
      yield value
    }
    if (!isAnyLeft) return
  }
}

/** An odd number that 5 does not divide, so that it has no divisor in common with a power of ten. */
const STEP = 618_033_989

/** The same reading in a conversation somewhere else, of as many as a power of ten; each conversation comes as often as before. */
export const scattered = ({ conversations }: Crowd, { conversation, ...reading }: Reading): Reading => ({
  ...reading,
  conversation: (conversation * STEP) % conversations,
})
