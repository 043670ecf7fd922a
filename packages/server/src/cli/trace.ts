import { createReadStream } from 'node:fs'
import { basename, extname } from 'node:path'
import { createInterface } from 'node:readline'
import { type ConversationId, isId, type MessageId } from '@tallymark/core'
import { CommandFailure } from './command-failure.ts'
import { parseTraceLine, type TraceLine } from './trace-line.ts'

/** A trace that was read to its end and found good. */
export interface Trace {
  readonly path: string
  /** The conversation that it becomes, named after the file. */
  readonly conversationId: ConversationId
  readonly lastMessageId: MessageId
  readonly lastLine: TraceLine
  /** Its messages, those that most users read first. */
  readonly messageIds: readonly MessageId[]
}

/** Reads all of a trace; throws a `CommandFailure` that names the first bad line, so that none is replayed by half. */
export async function openTrace(path: string): Promise<Trace> {
  const readers = new Map<MessageId, number>()
  let lastLine: TraceLine | undefined
  let lastMessageId: MessageId | undefined
  for await (const line of traceLines(path)) {
    lastLine = line
    if (line.type === 'post') lastMessageId = line.messageId
    if (line.type === 'post' && !readers.has(line.messageId)) readers.set(line.messageId, 0)
    if (line.type === 'read')
      for (const id of line.messageIds) if (readers.has(id)) readers.set(id, (readers.get(id) ?? 0) + 1)
  }
  if (lastLine === undefined || lastMessageId === undefined)
    throw new CommandFailure(1, `The sample ${path} holds no message; name another trace with --sample.`)
  const messageIds = [...readers].sort(([, a], [, b]) => b - a).map(([id]) => id)
  return { path, conversationId: conversationOf(path), lastLine, lastMessageId, messageIds }
}

/** The lines of a trace, one after the other. */
export async function* traceLines(path: string): AsyncGenerator<TraceLine> {
  let number = 0
  const input = createReadStream(path, 'utf8')
  const texts = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  try {
    for await (const text of texts) {
      number += 1
      const line = parseTraceLine(text)
      if (line === undefined)
        throw new CommandFailure(
          1,
          `Line ${number} of the sample ${path} is not an event: write one JSON object a line with at, type (join, leave, post or read), userId, and messageId or messageIds. Nothing was replayed.`,
        )
      yield line
    }
  } catch (error) {
    if (error instanceof CommandFailure) throw error
    throw new CommandFailure(1, `The sample ${path} cannot be read: ${(error as Error).message}.`, { cause: error })
  } finally {
    texts.close()
    input.destroy()
  }
}

function conversationOf(path: string): ConversationId {
  const name = basename(path, extname(path))
  if (!isId(name)) throw new CommandFailure(1, `The sample ${path} needs a file name of 1 to 128 characters.`)
  return name as ConversationId
}
