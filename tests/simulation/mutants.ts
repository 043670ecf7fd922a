/** A bug to plant: a text of one file, of which there is exactly one, and what stands in its place. */
export interface Mutant {
  readonly file: string
  readonly find: string
  readonly put: string
  /** Where such a bug was seen, or what it breaks. */
  readonly why: string
}

const REALTIME = 'packages/server/src/realtime'
const REPLICA = 'packages/server/src/engine/replica'

/** Bugs that the simulation must find (of the kinds that were seen in the wild), by name. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'catch-up-before-registration': {
    file: `${REPLICA}/replicas.ts`,
    find: 'for (const { missed } of this.#loading.values()) missed.push({ changes, since })',
    put: '',
    why: 'what is committed while a picture is loaded is never heard of (mercure #178)',
  },
  'trailing-update-lost': {
    file: `${REALTIME}/pace.ts`,
    find: 'if (this.#isWanted) this.#start()',
    put: '',
    why: 'the last change within a window is never sent (phoenix_pubsub #103)',
  },
  'gap-accepted': {
    file: `${REPLICA}/replica.ts`,
    find: "if ((since ?? conversation.version - 1) > this.version) return 'gap'",
    put: '',
    why: 'a notice that skips versions is applied (centrifuge #624)',
  },
  'old-notice-applied': {
    file: `${REPLICA}/replica.ts`,
    find: 'conversation.version <= this.version',
    put: 'conversation.version < 0',
    why: 'a notice that comes late takes back what is newer',
  },
  'resume-before-base': {
    file: `${REALTIME}/fan-out.ts`,
    find: 'Math.max(replica.baseVersion, replica.resetAt, memberMovedAt)',
    put: 'Math.max(replica.resetAt === replica.baseVersion ? 0 : replica.resetAt, memberMovedAt === replica.baseVersion ? 0 : memberMovedAt)',
    why: 'a client is told that it missed nothing although nobody knows (mercure #1321)',
  },
  'settings-change-as-delta': {
    file: `${REALTIME}/fan-out.ts`,
    find: 'replica.baseVersion, replica.resetAt, memberMovedAt',
    put: 'replica.baseVersion',
    why: 'what visibility hides from now on stays on the screen (leapmux #359)',
  },
  'membership-change-as-delta': {
    file: `${REALTIME}/fan-out.ts`,
    find: 'replica.resetAt, memberMovedAt)',
    put: 'replica.resetAt)',
    why: 'who is shown more history does not see it',
  },
  'names-switch-as-delta': {
    file: `${REALTIME}/fan-out.ts`,
    find: 'known.hasNames !== this.#hasNames || ',
    put: '',
    why: 'the picture with names and the one with counts part (phoenix_pubsub #74)',
  },
  'leaver-stays': {
    file: `${REALTIME}/picture-frames.ts`,
    find: 'hasNames ? replica.goneSince(seen) : []',
    put: '[]',
    why: 'who left stays on the screen (phoenix_pubsub #55)',
  },
  'erased-stays': {
    file: `${REPLICA}/replica.ts`,
    find: 'changes.erasedUserKeys.map((key) => this.#erase(key, at))',
    put: '[]',
    why: 'an erased user stays in the picture (phoenix_pubsub #60)',
  },
  'private-read-shown': {
    file: 'packages/server/src/engine/public-picture.ts',
    find: 'publicSets(participant)',
    put: '({ ...publicSets(participant), ...participant } as never as ReturnType<typeof publicSets>)',
    why: 'truth is told in the place of what is shown (synapse #13653)',
  },
  'one-device-told': {
    file: `${REALTIME}/fan-out.ts`,
    find: '      this.#own.ask(watch)\n',
    put: '      this.#own.ask(watch)\n      break\n',
    why: "only one of one's devices hears of one's own reads",
  },
  'unread-cached': {
    file: `${REALTIME}/own-frames.ts`,
    find: 'JSON.stringify([revision, unreadCount, firstUnreadMessageId, lastReadMessageId, markedUnread])',
    put: 'JSON.stringify([revision])',
    why: 'an unread count that is older than the last message is trusted (synapse #20238)',
  },
  'post-moves-no-unread': {
    file: `${REALTIME}/fan-out.ts`,
    find: 'if (moved.messages) this.#unreadMoved()',
    put: '',
    why: 'a new message does not move the unread count',
  },
  'slow-never-catches-up': {
    file: `${REALTIME}/connection-watches.ts`,
    find: 'if (watch.isPending) this',
    put: 'if (watch.isPending && watch.isEnded) this',
    why: 'what a slow consumer could not be told is never told',
  },
  'truths-not-compared': {
    file: `${REALTIME}/feeds.ts`,
    find: 'await this.#parts.fanOuts.compare()',
    put: '',
    why: "a lost notice leaves one's own truth wrong for good",
  },
  'replicas-not-compared': {
    file: `${REALTIME}/feeds.ts`,
    find: 'await this.#engine.live().catchUps.compare()',
    put: '',
    why: 'a lost notice leaves a picture wrong for good',
  },
  'inboxes-not-compared': {
    file: `${REALTIME}/feeds.ts`,
    find: 'await this.#parts.inboxes.compare()',
    put: '',
    why: 'a lost notice leaves an inbox wrong for good',
  },
  'deleted-still-counts': {
    file: `${REALTIME}/view.ts`,
    find: 'record.deletedAt === null && ',
    put: '',
    why: 'a deleted message keeps its counts',
  },
  'sender-only-shown-to-all': {
    file: `${REALTIME}/view.ts`,
    find: "this.#isOwnOnly = looker !== 'chat' && replica.settings.visibility === 'sender'",
    put: 'this.#isOwnOnly = false',
    why: 'what only the sender may see is in frames to everybody',
  },
  'every-change-at-once': {
    file: `${REALTIME}/pace.ts`,
    find: '(windowMs) => this.#wait(windowMs)',
    put: '(windowMs) => this.#wait(Math.min(0, windowMs))',
    why: 'status broadcasts flood those who watch',
  },
  'cleared-not-told': {
    file: `${REALTIME}/inbox-feed.ts`,
    find: '...(cleared.length > 0 && { cleared }),',
    put: '',
    why: 'a badge stays after everything was read',
  },
  'sender-is-a-recipient': {
    file: `${REPLICA}/tally-counts.ts`,
    find: 'sender !== undefined && has(sender.member, seq) ? contribution(sender) : NOTHING',
    put: 'sender === undefined ? NOTHING : NOTHING',
    why: 'one is counted among those who have not read what one wrote',
  },
  'failed-commit-answered': {
    file: 'packages/server/src/engine/lane.ts',
    find: 'for (const { settle } of batch.waiting) settle(refusal)',
    put: "for (const { settle } of batch.waiting) settle([{ delivered: '', read: '', version: 1, revision: 1 }] ?? refusal)",
    why: 'a mark is acknowledged that was not written (NATS JetStream 2.12.1)',
  },
  'message-loaded-late-wins': {
    file: `${REALTIME}/load-window.ts`,
    find: 'if (replica.unsettled !== unsettled) continue',
    put: '',
    why: 'a message that was deleted while it was loaded is there again',
  },
  'old-window-stays': {
    file: 'packages/client/src/feed/watch.ts',
    find: 'picture?.to === (to ?? null) && (from ?? picture.from) === picture.from ? picture : undefined',
    put: 'picture',
    why: 'a view stays at a window that it has left, where the connection is lost meanwhile',
  },
}
