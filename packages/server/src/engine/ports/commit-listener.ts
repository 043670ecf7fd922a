import type { Changes } from './store.ts'

/**
 * Hears of what was committed, in the order of the commits of each conversation, before those who asked for it are answered.
 * What it hears may also come late, twice or not at all where processes tell each other: versions and revisions tell. With `since` it is not of one
 * commit but of one conversation: everything that became of it after that version, as it is now.
 */
export type CommitListener = (changes: Changes, since?: number) => void
