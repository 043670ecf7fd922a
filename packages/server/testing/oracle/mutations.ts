/** Faults that the oracle can be told to have, to see whether histories find them; beside each the rules that it breaks. */
export const MUTATIONS = {
  lateJoinerCounts: 'MEM2',
  leaverCounts: 'MEM2',
  upToIsNotClipped: 'MEM3',
  privateReadShows: 'PRV2',
  sharingPublishesEarlier: 'PRV2',
  sharingTakesBack: 'PRV2',
  privateReadRaisesVersion: 'PRV3',
  erasedComesBack: 'PRV6',
  readDoesNotDeliver: 'RCP2',
  lastTimeStands: 'RCP3',
  markManyIsHalfApplied: 'RCP6',
  gapsNeverClose: 'RCP8',
  closedGapsShow: 'PRV3',
  deletedHasStatus: 'STA4',
  upToReadsAll: 'UNR1',
  silentIsUnread: 'UNR1',
  ownIsUnread: 'UNR1',
  deletedIsUnread: 'UNR1',
  readKeepsReopened: 'UNR3',
  lastReadMovesBack: 'UNR5',
  deletionKeepsVersion: 'VER1',
  repeatedMarkRevises: 'VER2',
} as const

/** The name of a fault. */
export type Mutation = keyof typeof MUTATIONS
