import type { Mark, Target } from '../oracle/marks.ts'
import type { Join } from '../oracle/membership.ts'
import type { Command, MarkInput } from '../oracle/oracle.ts'
import type { History, Step } from './history.ts'

/** The conversation that is meant where none is named. */
export const FIRST_CONVERSATION = 'c1'

/**
 * A history as one line, which `parseHistory` reads:
 *
 *     limit 3; on file; create with alice,bob visibility=sender in c2; post m1 by alice silent; post m2; delete m1; bob joins from m1;
 *     carol joins all shares nothing; bob leaves; bob shares default; user bob sharing=delivered name=Bob; erase bob; remove c2;
 *     bob receives m1,m2; bob reads ..m3 private; bob reads #1:3,5; bob bulk-reads ..m1; bob unreads m2; reopen;
 *     many [bob reads m1 | carol receives ..m3 in c2]; together [post m4 by bob & carol reads ..m4]
 *
 * `..m3` is up to m3, `#1:3` are seqs, `in c2` is left out for c1.
 */
export function formatHistory({ maxRanges, onFile, steps }: History): string {
  const limit = maxRanges === undefined ? [] : [`limit ${maxRanges}`]
  return [...limit, ...(onFile ? ['on file'] : []), ...steps.map(formatStep)].join('; ')
}

function formatStep(step: Step): string {
  switch (step.do) {
    case 'one':
      return formatCommand(step.command)
    case 'together':
      return `together [${step.commands.map(formatCommand).join(' & ')}]`
    case 'reopen':
      return 'reopen'
    default:
      return step satisfies never
  }
}

/** A command as it stands in the line of a history. */
export function formatCommand({ name, input }: Command): string {
  switch (name) {
    case 'putUser':
      return words(
        `user ${input.userId}`,
        fields({ name: input.userName, avatar: input.userAvatarUrl, sharing: input.sharing }),
      )
    case 'eraseUser':
      return `erase ${input.userId}`
    case 'createConversation':
      return inside(
        words('create', input.participants && `with ${input.participants.join(',')}`, fields(input.settings ?? {})),
        input,
      )
    case 'removeConversation':
      return `remove ${input.conversationId}`
    case 'join':
      return inside(formatJoin(input), input)
    case 'leave':
      return inside(`${input.userId} leaves`, input)
    case 'setSharing':
      return inside(`${input.userId} shares ${input.sharing ?? 'default'}`, input)
    case 'post':
      return inside(
        words(`post ${input.messageId}`, input.senderId && `by ${input.senderId}`, input.silent === true && 'silent'),
        input,
      )
    case 'deleteMessage':
      return inside(`delete ${input.messageId}`, input)
    case 'markDelivered':
      return formatMark('receives', input)
    case 'markRead':
      return formatMark('reads', input)
    case 'bulkMarkRead':
      return formatMark('bulk-reads', input)
    case 'markMany':
      return `many [${input.map((mark) => formatMark(VERBS[mark.kind], mark)).join(' | ')}]`
    case 'markUnread':
      return inside(`${input.recipientId} unreads ${input.fromMessageId}`, input)
    default:
      return name satisfies never
  }
}

const VERBS = { delivered: 'receives', read: 'reads' } as const

const formatMark = (verb: string, mark: MarkInput | Mark): string =>
  inside(words(`${mark.recipientId} ${verb} ${formatTarget(mark)}`, mark.private === true && 'private'), mark)

function formatTarget(target: Target): string {
  if (target.upToMessageId !== undefined) return `..${target.upToMessageId}`
  if (target.seqs !== undefined) return `#${target.seqs}`
  // A list of one is told from a single message by its comma.
  return target.messageIds === undefined ? `${target.messageId}` : target.messageIds.map((id) => `${id},`).join('')
}

function formatJoin({ userId, history, sharing }: Join): string {
  const from = typeof history === 'object' ? `from ${history.fromMessageId}` : history
  return words(`${userId} joins`, from, sharing !== undefined && `shares ${sharing ?? 'default'}`)
}

const inside = (text: string, { conversationId }: { readonly conversationId: string }): string =>
  conversationId === FIRST_CONVERSATION ? text : `${text} in ${conversationId}`

const fields = (of: Readonly<Record<string, string | null | undefined>>): string =>
  Object.entries(of)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value ?? '-'}`]))
    .join(' ')

const words = (...parts: readonly (string | false | undefined)[]): string => parts.filter(Boolean).join(' ')
