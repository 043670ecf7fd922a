import type { Client } from '../create-client-on.ts'
import { systemTimers } from '../platform/system-timers.ts'
import type { Timers } from '../ports/timers.ts'
import type { Readers, ReadersOf } from './readers.ts'
import { ReadersList } from './readers-list.ts'

/** Opens the list of who has a message. It costs nothing until somebody subscribes, and asks nothing more once nobody does. */
export const openReaders = (
  client: Pick<Client, 'conversation' | 'fetch' | 'userId'>,
  of: ReadersOf,
  timers: Timers = systemTimers,
): Readers => new ReadersList(client, of, timers)
