/** What came over the wires of all clients of this page, in one conversation. */
export interface ConversationCount {
  readonly conversationId: string
  /** What one broadcast for each mark would have sent to these clients, at least. */
  readonly broadcasts: number
  /** How many marks there were, at least: as many as the client heard of that heard of most. */
  readonly marks: number
}

/** What came over the wires of all clients of this page: frames by what they are for. */
export interface FrameCounts {
  /** Told of marks, each of any number of them. */
  readonly receipts: number
  /** Told of new and deleted messages, and of members. */
  readonly news: number
  /** One's own truth and inbox, which only one's own devices get. */
  readonly own: number
  /** Answers to one's own marks. */
  readonly answers: number
  /** Welcomes, whole pictures, what was missed, signs of life. */
  readonly opening: number
}

/** All that is counted. */
export interface WireCount {
  readonly frames: FrameCounts
  readonly conversations: readonly ConversationCount[]
}

export const NOTHING_YET: WireCount = {
  frames: { receipts: 0, news: 0, own: 0, answers: 0, opening: 0 },
  conversations: [],
}

const PURPOSES: Readonly<Record<string, keyof FrameCounts>> = {
  change: 'news',
  own: 'own',
  inbox: 'own',
  marked: 'answers',
  refused: 'answers',
}

/** What a frame of a type is for that told of so many marks. */
export const purposeOf = (type: string, marks: number): keyof FrameCounts =>
  marks > 0 ? 'receipts' : (PURPOSES[type] ?? 'opening')
