import type { Client } from '../create-client-on.ts'
import type { Timers } from '../ports/timers.ts'
import type { Readers, ReadersOf } from './readers.ts'
import { ReadersList } from './readers-list.ts'

/** The machine's own. */
const TIMERS: Timers = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** Opens the list of who has a message. It costs nothing until somebody subscribes, and asks nothing more once nobody does. */
export const openReaders = (
  client: Pick<Client, 'conversation' | 'fetch' | 'userId'>,
  of: ReadersOf,
  timers: Timers = TIMERS,
): Readers => new ReadersList(client, of, timers)
