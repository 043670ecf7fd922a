import type { FeedLimits } from './inside.ts'
import { ServerProcess } from './server-process.ts'

/** Of the form that the server gives out, so that looking it up costs what it always costs. */
export const API_KEY = `tmk_${'0'.repeat(16)}_${'k'.repeat(43)}`

/** Starts the real server on a database file, in a process of its own. */
export const startTallymark = (file: string, limits: Partial<FeedLimits> = {}): Promise<ServerProcess> =>
  ServerProcess.start('tallymark-feeds.ts', file, API_KEY, JSON.stringify(limits))
