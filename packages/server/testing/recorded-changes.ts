import { NO_CHANGES } from '../src/engine/no-changes.ts'
import type { MessageRecord, ParticipantRecord, UserRecord } from '../src/engine/ports/records.ts'
import type { Changes, Since, Store } from '../src/engine/ports/store.ts'
import { byConversation } from '../src/engine/replica/conversation-changes.ts'
import { aroundStore } from './around-store.ts'

/** What several stores on one place have committed, so that each can tell what became of a conversation since a version. */
export class RecordedChanges {
  readonly #commits: Changes[] = []
  /** How often that was asked. */
  asked = 0

  /** A store whose commits are recorded, and which answers from the record. */
  on(store: Store): Store {
    return {
      ...aroundStore(store, ({ run }) => run()),
      changesSince: async (key, since) => this.since(key, since),
      begin: async (...of) => {
        const transaction = await store.begin(...of)
        const commit = async (changes: Changes): Promise<void> => {
          await transaction.commit(changes)
          this.#commits.push(changes)
        }
        return { ...transaction, commit }
      },
    }
  }

  since(key: number, { version, head, moved: known }: Since): Changes | undefined {
    this.asked += 1
    const parts = this.#commits.flatMap((changes) => {
      const of = byConversation(changes).get(key)
      return of === undefined ? [] : [{ of, changes, isLater: (of.conversation?.version ?? 0) > version }]
    })
    const conversation = parts.findLast(({ of }) => of.conversation !== undefined)?.of.conversation
    if (conversation === undefined) return undefined
    if (parts.some(({ changes, isLater }) => isLater && changes.erasedUserKeys.length > 0)) return undefined
    const participants = new Map<number, ParticipantRecord>()
    const messages = new Map<number, MessageRecord>()
    const users = new Map<number, UserRecord>()
    // Those that are named are looked up, and nobody else, so that one who names too few is wrong.
    const isNamed = known !== undefined && conversation.version <= known.upTo
    const moved = new Set(known?.ordinals)
    const deleted = new Set<number>()
    for (const { of, changes, isLater } of parts) {
      // A key may be given again to another user.
      for (const row of [...participants.values()])
        if (changes.erasedUserKeys.includes(row.userKey)) participants.delete(row.ordinal)
      for (const row of of.participants) participants.set(row.ordinal, row)
      // A row is told as it is now, with what its user shares now.
      for (const { key, sharing } of changes.users)
        for (const row of participants.values())
          if (row.userKey === key) participants.set(row.ordinal, { ...row, userSharing: sharing })
      for (const row of [...of.newMessages, ...of.messages]) messages.set(row.seq, row)
      if (!isLater) continue
      if (!isNamed) for (const { ordinal } of of.participants) moved.add(ordinal)
      for (const { seq } of of.messages) deleted.add(seq)
      for (const user of changes.users) {
        users.set(user.key, user)
        for (const { ordinal, userKey } of participants.values())
          if (userKey === user.key && !isNamed) moved.add(ordinal)
      }
    }
    const told = [...participants.values()].filter(({ ordinal }) => moved.has(ordinal))
    return {
      ...NO_CHANGES,
      conversations: [conversation],
      participants: told,
      newMessages: [...messages.values()].filter(({ seq }) => seq > head),
      messages: [...messages.values()].filter(({ seq }) => seq <= head && deleted.has(seq)),
      users: [...users.values()].filter(({ key }) => told.some(({ userKey }) => userKey === key)),
    }
  }
}
