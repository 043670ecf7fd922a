/** A history that once failed, or that holds a case that must never fail. */
export interface KeptHistory {
  readonly title: string
  /** As `formatHistory` writes it. */
  readonly line: string
}

/** Histories by name, for ever. The shrunk line of every failure that was found is added here before it is mended. */
export const KEPT_HISTORIES: readonly KeptHistory[] = [
  {
    title: '[VER2] reading again what is not reopened leaves the revision, though something else is reopened',
    line: 'create with alice,bob; post m1 by alice; post m2 by alice; bob reads ..m2; bob unreads m2; bob reads m1',
  },
  {
    title:
      '[PRV3][RCP8] a private mark under the limit of ranges shows nothing, though it closes gaps of what was shown',
    line:
      'limit 2; create with alice,bob; post m1 by alice; post m2 by alice; post m3 by bob; post m4 by alice; post m5 by alice; ' +
      'post m6 by alice; bob reads #1,4; delete m2; bob reads m6 private',
  },
  {
    title: '[ENG1] an erasure is decided after a mark that came before it, also if that must look at gaps first',
    line:
      'create with alice,bob; post m1 by alice; post m2 by bob; post m3 by alice; ' +
      'together [bob reads #1,3 & post m4 by bob & erase bob]',
  },
  {
    title: '[ENG1] a conversation that is created and removed in one commit harms nobody',
    line: 'create with alice in c2; together [post m1 by alice in c2 & create with bob & remove c1 & post m2 by alice in c2]',
  },
  {
    title: '[MEM1][MEM2] a late joiner never turns a read message unread, and a leaver neither blocks nor fakes',
    line:
      'create with alice,bob; post m1 by alice; bob reads m1; carol joins; post m2 by alice; carol reads m2; bob leaves; carol leaves; ' +
      'carol joins all; bob joins',
  },
  {
    title: '[MEM3] marking up to a message is clipped to two stretches of membership',
    line:
      'create with alice,bob; post m1 by alice; bob leaves; post m2 by alice; bob joins; post m3 by alice; bob reads ..m3; ' +
      'bob reads #1:3; bob reads m2; bob reads #4; bob joins from m2; bob receives ..m3',
  },
  {
    title: '[RCP3][PRV2][PRV3] read in private, then read again with sharing on: it stays private, and its time stands',
    line: 'create with alice,bob; post m1 by alice; bob receives m1; bob reads m1 private; bob reads m1; bob shares everything; bob reads ..m1',
  },
  {
    title: '[PRV1][PRV2] sharing off and on again publishes nothing of what was marked in between',
    line:
      'create with alice,bob; post m1 by alice; bob reads m1; user bob sharing=nothing; post m2 by alice; bob reads m2; ' +
      'bob shares everything; post m3 by alice; bob reads ..m3; create sharing=forbidden; create sharing=required; bob reads m3 private',
  },
  {
    title: '[PRV6] who was erased and comes back under the same id is a new user and not the sender',
    line:
      'create with alice,bob; post m1 by alice; bob reads m1; erase alice; erase bob; bob joins all; alice joins all; post m1 by alice; ' +
      'alice reads m1; post m2 by alice; bob reads ..m2',
  },
  {
    title: '[RCP6] one bad mark spoils those of its conversation and no others',
    line:
      'create with alice,bob; create with alice,bob in c2; post m1 by alice; post m1 by alice in c2; ' +
      'many [bob reads m1 | bob reads m9 | bob reads m1 in c2 | alice receives m1]; many [bob receives m1 | bob reads m1]',
  },
  {
    title: '[RCP7][RCP8] one more range is taken where own and deleted messages close the gaps, and refused where not',
    line:
      'limit 2; create with alice,bob; post m1 by alice; post m2 by bob; post m3 by alice; post m4 by alice; post m5 by alice; ' +
      'post m6 by alice; post m7 by alice; bob reads #1,5; bob reads m3; bob reads m7; delete m4; bob reads m7',
  },
  {
    title: '[RCP8] under the limit of ranges each set has its own gaps closed, and none that is only in another',
    line:
      'limit 2; create with alice,bob,carol; post m1 by alice; bob bulk-reads ..m1 private; post m2 by alice; bob receives m2; ' +
      'post m3 by carol; post m4; bob receives m4; post m5 by alice; delete m3; post m6 by bob; bob reads m6 private',
  },
  {
    title:
      '[RCP8][UNR3] a marking as unread is refused for too many ranges only after the gaps of what is reopened are closed',
    line:
      'limit 2; create with alice,bob; post m1 by alice; post m2 by alice; post m3 by alice; post m4 by alice; post m5 by alice; ' +
      'post m6 by alice; bob reads ..m6; bob unreads m1; bob reads #2:6; bob unreads m3; bob reads #4:6; bob unreads m5; delete m2; ' +
      'bob unreads m5',
  },
  {
    title: '[SEQ2][MEM4] a repeated post has its seq, also after a deletion and a leaving, and belongs to its sender',
    line:
      'create with alice,bob; post m1 by alice; delete m1; alice leaves; post m1 by alice; post m1 by bob; post m1; post m2 by alice; ' +
      'post m2; post m2; post m2 by bob',
  },
  {
    title: '[STA2][STA4][UNR1][UNR4] the last unread is deleted, another is silent',
    line:
      'create with alice,bob headline=any; post m1 by alice silent; post m2 by alice; delete m2; post m3; bob bulk-reads ..m1; ' +
      'delete m2; create headline=all visibility=counts; create visibility=sender; delete m3',
  },
  {
    title: '[UNR3][UNR5] what is marked as unread is read again in parts',
    line:
      'create with alice,bob; post m1 by alice; post m2 by bob; post m3 by alice; post m4 by alice; bob reads ..m4; bob unreads m2; ' +
      'bob unreads m1; bob reads m3; bob receives m4; bob reads ..m2; bob reads ..m4',
  },
  {
    title: '[RCP5][STO2] all is there again after closing and opening the file',
    line:
      'on file; create with alice,bob; post m1 by alice; bob reads m1 private; reopen; post m2 by alice; bob reads ..m2; reopen; ' +
      'bob unreads m1; reopen; post m2 by alice; bob reads m1; erase alice; reopen; alice joins all',
  },
  {
    title:
      '[VER2][RCP7] a mark that leaves the sets as they were raises no revision, though a gap had to be closed for that',
    line:
      'limit 1; create with alice,carol; post m3 by alice; post m4 by carol; post m8 by carol; carol reads ..m8; carol unreads m3; ' +
      'carol reads m4 private',
  },
  {
    title: '[RCP7][UNR3][VER2] marking as unread closes the gap beside it too, and again it changes nothing',
    line:
      'create with alice,bob,carol; post m1 by alice; post m2 by bob; post m3 by carol; bob reads m1; bob unreads m1; bob reads m3; ' +
      'bob unreads m3; bob unreads m2',
  },
]
