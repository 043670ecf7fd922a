import type { Kind } from './answers.ts'

/** A conversation as a new chat has it. */
export interface FirstConversation {
  readonly conversationId: string
  readonly title: string
  readonly kind: Kind
  readonly members: readonly string[]
  readonly messages: readonly FirstMessage[]
  /** How many of the messages somebody has read, and how many more were delivered. */
  readonly seen: readonly (readonly [userId: string, read: number, delivered: number])[]
}

/** Who wrote what, and how many minutes before the first start. */
export type FirstMessage = readonly [senderId: string, minutesAgo: number, text: string]

/** The conversation that five hundred more are in. */
export const CROWD = 'demo-town-hall'

const ANA_AND_BO: FirstConversation = {
  conversationId: 'demo-ana-bo',
  title: 'Ana and Bo',
  kind: 'direct',
  members: ['ana', 'bo'],
  messages: [
    ['ana', 1_512, 'Did the plant survive the weekend?'],
    ['bo', 1_508, 'It did. It has a new leaf, and it wants credit for that.'],
    ['ana', 1_507, 'Tell it I am proud.'],
    ['bo', 1_490, 'Told it. It looked away, as plants do.'],
    ['ana', 95, 'Are you at the market today? I need two lemons and an opinion on a lamp.'],
    ['bo', 92, 'Lemons: yes. Opinion: always.'],
    ['ana', 90, 'It is green. The lamp, not the lemons.'],
    ['bo', 41, 'I found the lemons. The stall next to them sells lamps. Coincidence?'],
    ['ana', 12, 'Buy nothing that I cannot carry on a bike.'],
    ['ana', 11, 'And save me a seat at the café.'],
  ],
  seen: [
    ['ana', 8, 8],
    ['bo', 8, 9],
  ],
}

const BO_AND_CY: FirstConversation = {
  conversationId: 'demo-bo-cy',
  title: 'Bo and Cy',
  kind: 'direct',
  members: ['bo', 'cy'],
  messages: [
    ['cy', 300, 'The bike is fixed. It was the chain, not the wheel.'],
    ['bo', 296, 'You are a wizard with greasy hands.'],
    ['cy', 20, 'Shall I bring it over at six?'],
  ],
  seen: [
    ['bo', 2, 3],
    ['cy', 2, 2],
  ],
}

const WALK: FirstConversation = {
  conversationId: 'demo-walk',
  title: 'Weekend walk',
  kind: 'group',
  members: ['ana', 'bo', 'cy'],
  messages: [
    ['cy', 2_900, 'Saturday looks dry. Up the hill or around the lake?'],
    ['ana', 2_890, 'Lake. My knees voted.'],
    ['bo', 2_884, 'Lake has the bakery.'],
    ['cy', 2_880, 'Lake it is, ten o’clock at the bridge.'],
    ['bo', 180, 'Can we say half past? The bakery opens at ten.'],
    ['ana', 176, 'That is the best reason I heard all week.'],
    ['cy', 60, 'Half past ten, then. I bring tea.'],
    ['ana', 34, 'I bring cups. Last time we drank out of a lid.'],
    ['cy', 9, 'It was a good lid.'],
    ['cy', 8, 'The train back goes at ten past four and at ten past five.'],
    ['bo', 5, 'The later one, there might be cake.'],
  ],
  seen: [
    ['ana', 8, 10],
    ['bo', 7, 10],
    ['cy', 10, 11],
  ],
}

const BOOKS: FirstConversation = {
  conversationId: 'demo-books',
  title: 'Book club',
  kind: 'group',
  members: ['ana', 'bo', 'cy', 'dee', 'eli'],
  messages: [
    ['dee', 5_000, 'Next book: the one with the lighthouse?'],
    ['eli', 4_980, 'Only if it has fewer than four hundred pages.'],
    ['dee', 4_975, 'Three hundred and ninety-nine.'],
    ['ana', 700, 'I am at page two hundred and I trust nobody.'],
    ['bo', 640, 'Page twelve. No spoilers, please.'],
    ['eli', 130, 'Finished. I say nothing, but I say it loudly.'],
    ['dee', 25, 'Thursday at seven, my place. Chairs are limited, cushions are not.'],
  ],
  seen: [
    ['ana', 5, 7],
    ['bo', 6, 6],
    ['cy', 3, 5],
    ['dee', 7, 7],
    ['eli', 6, 7],
  ],
}

/** What the people of the demo find at the first start; the crowd's own marks and the replayed channel come to it. */
export const FIRST_CONTENT: readonly FirstConversation[] = [
  ANA_AND_BO,
  BO_AND_CY,
  WALK,
  BOOKS,
  {
    conversationId: CROWD,
    title: 'Town hall',
    kind: 'crowd',
    members: ['ana', 'bo', 'cy'],
    messages: [
      ['bo', 400, 'Welcome, everybody. There are five hundred of us now, and one coffee machine.'],
      ['cy', 395, 'The garden behind the library opens on Sunday.'],
      ['ana', 15, 'The minutes of last week are on the board. Please read them before we meet.'],
    ],
    seen: [
      ['ana', 3, 3],
      ['bo', 2, 3],
      ['cy', 2, 2],
    ],
  },
]
