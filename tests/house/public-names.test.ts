import { expect, test } from 'vitest'

/** What a program may import of each package: a name here stays, but for a new minor version before 1.0. */
const NAMES = {
  tallymark: `EMPTY ID_MAX_LENGTH PHRASES REFUSALS StoreError TallymarkError formatSeqSet has intersect isEmpty isId isRefusal
    isSubset ofSeqs openTallymark overallStatus parseSeqSet ranges recipientState seqSetFrom size statusText subtract
    summaryText union`,
  '@tallymark/client': 'createClient createClientOn here',
  '@tallymark/client/reading': 'detectReading pageAttention',
  '@tallymark/client/readers': 'NO_READERS openReaders',
  '@tallymark/client/screen': 'screenOf',
  '@tallymark/client/text': `TICK_PATHS arabic badgeText english german hueOf initialsOf phrase statusLine tickOf timeLine`,
  '@tallymark/client/elements': 'defineElements',
  '@tallymark/react': `Announcer JumpToUnread ReceiptSettings SeenBy Summary TallymarkProvider Ticks UnreadBadge UnreadDivider
    useClient useConnection useInbox useMarkRead useMessageStatus useReaders useReading useSummaries useUnread`,
}

test.each(Object.entries(NAMES))('%s gives these names and no other', async (entry, names) => {
  const given = Object.keys(await import(entry)).toSorted()
  expect(given).toEqual(names.split(/\s+/).toSorted())
})
