import type { Mark, Target } from '../oracle/marks.ts'
import type { Join } from '../oracle/membership.ts'
import type { Command, MarkInput } from '../oracle/oracle.ts'
import type { Settings, Sharing } from '../oracle/world.ts'
import { FIRST_CONVERSATION } from './format-history.ts'
import type { History, Step } from './history.ts'

/** The history that a line of `formatHistory` tells; throws on any other text. */
export function parseHistory(line: string): History {
  const parts = line.split(/;\s*/).filter((part) => part !== '')
  const limit = parts.find((part) => part.startsWith('limit '))
  return {
    maxRanges: limit === undefined ? undefined : Number(limit.slice('limit '.length)),
    onFile: parts.includes('on file'),
    steps: parts.filter((part) => part !== limit && part !== 'on file').map(parseStep),
  }
}

function parseStep(text: string): Step {
  if (text === 'reopen') return { do: 'reopen' }
  const together = bracketed('together', text)
  return together === undefined
    ? { do: 'one', command: parseCommand(text) }
    : { do: 'together', commands: together.split(' & ').map(parseCommand) }
}

const bracketed = (word: string, text: string): string | undefined =>
  text.startsWith(`${word} [`) && text.endsWith(']') ? text.slice(word.length + 2, -1) : undefined

function parseCommand(text: string): Command {
  const many = bracketed('many', text)
  if (many !== undefined) return { name: 'markMany', input: many.split(' | ').map(parseMarkOfKind) }
  const words = text.split(' ')
  const [first = '', second = ''] = words
  switch (first) {
    case 'user':
      return parseUser(second, settingsOf(words))
    case 'erase':
      return { name: 'eraseUser', input: { userId: second } }
    case 'remove':
      return { name: 'removeConversation', input: { conversationId: second } }
    case 'create':
      return parseCreate(words)
    case 'post':
      return parsePost(words)
    case 'delete':
      return { name: 'deleteMessage', input: { conversationId: conversationOf(words), messageId: second } }
    default:
      return parseDeed(first, second, words)
  }
}

/** What somebody does: the name, the verb, and what is done. */
function parseDeed(userId: string, verb: string, words: readonly string[]): Command {
  const conversationId = conversationOf(words)
  switch (verb) {
    case 'joins':
      return { name: 'join', input: parseJoin(userId, words) }
    case 'leaves':
      return { name: 'leave', input: { conversationId, userId } }
    case 'shares':
      return {
        name: 'setSharing',
        input: { conversationId, userId, sharing: sharingOf(after('shares', words)) ?? null },
      }
    case 'receives':
      return { name: 'markDelivered', input: parseMark(words) }
    case 'reads':
      return { name: 'markRead', input: parseMark(words) }
    case 'bulk-reads':
      return { name: 'bulkMarkRead', input: parseMark(words) }
    case 'unreads':
      return { name: 'markUnread', input: { conversationId, recipientId: userId, fromMessageId: words[2] as string } }
    default:
      throw new SyntaxError(`not a command of a history: ${words.join(' ')}`)
  }
}

function parseMarkOfKind(text: string): Mark {
  const words = text.split(' ')
  return { ...parseMark(words), kind: words[1] === 'reads' ? 'read' : 'delivered' }
}

const parseMark = (words: readonly string[]): MarkInput => ({
  conversationId: conversationOf(words),
  recipientId: words[0] as string,
  ...parseTarget(words[2] as string),
  ...(words.includes('private') ? { private: true } : {}),
})

function parseTarget(text: string): Target {
  if (text.startsWith('..')) return { upToMessageId: text.slice(2) }
  if (text.startsWith('#')) return { seqs: text.slice(1) }
  return text.includes(',') ? { messageIds: text.split(',').filter((id) => id !== '') } : { messageId: text }
}

function parseJoin(userId: string, words: readonly string[]): Join {
  const from = after('from', words)
  const history =
    from === undefined ? (['none', 'all'] as const).find((one) => words[2] === one) : { fromMessageId: from }
  const sharing = sharingOf(after('shares', words))
  return {
    conversationId: conversationOf(words),
    userId,
    ...(history === undefined ? {} : { history }),
    ...(sharing === undefined ? {} : { sharing }),
  }
}

function parsePost(words: readonly string[]): Command {
  const senderId = after('by', words)
  const base = { conversationId: conversationOf(words), messageId: words[1] as string }
  const silent = words.includes('silent') ? { silent: true } : {}
  return { name: 'post', input: { ...base, ...(senderId === undefined ? {} : { senderId }), ...silent } }
}

function parseCreate(words: readonly string[]): Command {
  const participants = after('with', words)?.split(',')
  const settings = settingsOf(words) as Partial<Settings>
  return {
    name: 'createConversation',
    input: {
      conversationId: conversationOf(words),
      ...(participants === undefined ? {} : { participants }),
      ...(Object.keys(settings).length === 0 ? {} : { settings }),
    },
  }
}

function parseUser(userId: string, { name, avatar, sharing }: Readonly<Record<string, string>>): Command {
  const nullable = (text: string): string | null => (text === '-' ? null : text)
  return {
    name: 'putUser',
    input: {
      userId,
      ...(name === undefined ? {} : { userName: nullable(name) }),
      ...(avatar === undefined ? {} : { userAvatarUrl: nullable(avatar) }),
      ...(sharing === undefined ? {} : { sharing: nullable(sharing) as Sharing | null }),
    },
  }
}

const conversationOf = (words: readonly string[]): string => after('in', words) ?? FIRST_CONVERSATION

const after = (word: string, words: readonly string[]): string | undefined => {
  const at = words.indexOf(word)
  return at === -1 ? undefined : words[at + 1]
}

const sharingOf = (text: string | undefined): Sharing | null | undefined =>
  text === 'default' ? null : (text as Sharing | undefined)

const settingsOf = (words: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(words.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]))
