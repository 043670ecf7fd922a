/** The bounds of feeds. */
export interface FeedLimits {
  /** The most frames a second that a conversation sends to its watchers (FED4). */
  readonly budget: number
  /** The shortest time between two updates of a conversation, in milliseconds (FED3). */
  readonly windowMs: number
  /** Up to how many participants frames carry names (FED6). */
  readonly namesUpTo: number
  /** The most bytes of memory for replicas, as far as they can be estimated (FED11). */
  readonly replicaBytes: number
  /** How often what is watched is compared with the store, in milliseconds (FED1). */
  readonly comparisonMs: number
  /** The most watches of one connection (CON4). */
  readonly watches: number
  /** The most connections of one user, and in all (CON4). */
  readonly connectionsPerUser: number
  readonly connections: number
  /** How many frames a second a client may send, after a burst of ten times as many (CON4). */
  readonly framesPerSecond: number
  /** How long a connection may be silent (CON5), in milliseconds. */
  readonly silenceMs: number
}

/** The bounds of feeds that were told none. */
export const DEFAULT_FEED_LIMITS: FeedLimits = {
  budget: 2_000,
  windowMs: 50,
  namesUpTo: 100,
  replicaBytes: 256 * 1_048_576,
  comparisonMs: 2_000,
  watches: 200,
  connectionsPerUser: 50,
  connections: 20_000,
  framesPerSecond: 50,
  silenceMs: 60_000,
}

/** The biggest frame of a client, in bytes (CON4). */
export const FRAME_MAX_BYTES = 65_536
/** How long the first frame may take (CON1), in milliseconds. */
export const HELLO_MS = 5_000
/** How much may wait for the network before a connection gets no more updates until it has taken some (FED2), in bytes. */
export const WAITING_MAX_BYTES = 65_536
/** How long nothing of it may be taken (FED2), in milliseconds. */
export const STALL_MS = 30_000
/** How much may wait in all, answers to the client's own frames included, before the connection is closed (FED2), in bytes. */
export const WAITING_LIMIT_BYTES = 1_048_576
