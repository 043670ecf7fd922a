/** What is looked at of a server's frame. */
export interface TallyFrame {
  readonly type: string
  readonly conversationId?: string
  /** [seq, audience, delivered, read, hidden] */
  readonly tallies?: readonly (readonly number[])[]
}

/** The tallies of a conversation as one client has heard them. */
interface Heard {
  readonly tallies: Map<number, readonly [delivered: number, read: number]>
  /** What moved while the connection was away is told in one frame, and a broadcast would not have come at all. */
  isBehind: boolean
}

/**
 * Says of how many marks a `change` tells one client, at least. One mark raises no count of a message by more than one, so there
 * were at least as many marks as the count that rose most has risen.
 */
export function marksTold(): (frame: TallyFrame) => number {
  const conversations = new Map<string, Heard>()
  return ({ type, conversationId = '', tallies = [] }) => {
    if (type === 'welcome') for (const heard of conversations.values()) heard.isBehind = true
    if (type === 'snapshot') conversations.set(conversationId, { tallies: new Map(), isBehind: true })
    const heard = conversations.get(conversationId)
    if (!heard || (type !== 'snapshot' && type !== 'change')) return 0
    const { isBehind } = heard
    heard.isBehind = false
    const rises = tallies.map((tally) => riseOf(heard, tally))
    return isBehind ? 0 : Math.max(0, ...rises)
  }
}

function riseOf({ tallies }: Heard, [seq = 0, , delivered = 0, read = 0]: readonly number[]): number {
  const [deliveredBefore, readBefore] = tallies.get(seq) ?? [0, 0]
  tallies.set(seq, [delivered, read])
  return Math.max(delivered - deliveredBefore, read - readBefore)
}
