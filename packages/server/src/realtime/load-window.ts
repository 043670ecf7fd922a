import { WINDOW_MAX } from '@tallymark/core'
import type { Reader } from '../engine/ports/store.ts'
import type { Replica } from '../engine/replica/replica.ts'
import type { Window } from './view.ts'

/** Looks up the messages of a window that the replica does not hold. */
export async function loadWindow(reader: Reader, replica: Replica, window: Window): Promise<void> {
  for (;;) {
    const { unsettled, conversation } = replica
    const last = Math.min(window.to, conversation.head)
    const isWhole = replica.messages.between(window.from, last).length === Math.max(0, last - window.from + 1)
    if (isWhole) return
    const rows = await reader.messagesBetween(replica.key, window.from, last, WINDOW_MAX)
    const strangers = [
      ...new Set(rows.flatMap(({ sender }) => (sender === null || replica.member(sender) ? [] : [sender]))),
    ]
    const ids = await Promise.all(strangers.map((ordinal) => reader.userIdOf(replica.key, ordinal)))
    const names = new Map(strangers.map((ordinal, i) => [ordinal, ids[i] ?? null]))
    // A message deleted or a user erased in the meantime: what was read may be from before.
    if (replica.unsettled !== unsettled) continue
    // A sender left in the meantime, whose name was not asked for.
    if (rows.some(({ sender }) => sender !== null && !replica.member(sender) && !names.has(sender))) continue
    replica.learnMessages(rows, (ordinal) => names.get(ordinal) ?? null)
    return
  }
}

/** Looks up the profiles of members that the replica does not hold. */
export async function loadProfiles(reader: Reader, replica: Replica): Promise<void> {
  while (replica.profilesMissing.size > 0) {
    const { unsettled } = replica
    const missing = [...replica.profilesMissing]
    const rows = await reader.profiles(missing)
    if (replica.unsettled === unsettled) replica.learnProfiles(missing, rows)
  }
}
