import type { UserId } from '@tallymark/core'
import * as z from 'zod'
import type { ConversationNotice, Notice } from './notice.ts'

const key = z.int().min(0)
const keys = z.array(key).readonly()

/** A text of the bus: who sent it, and what of; what is left out is nothing. */
const noticeText = z.object({
  node: z.string(),
  of: z.array(z.tuple([key, key, key.nullable(), keys.nullable(), z.array(z.string()).readonly()])).default([]),
  removal: z.boolean().default(false),
  /** In how many milliseconds its node will say again that it is there; 0 if it is going. */
  again: z.int().min(0).optional(),
})

/** What a node heard. */
export interface Heard extends Notice {
  readonly node: string
  readonly againMs: number | undefined
}

/** The text by which a node says that it is there, and for how long to believe that. */
export const presenceText = (node: string, againMs: number): string => JSON.stringify({ node, again: againMs })

/** How every text of a node begins. */
export const beginningOf = (node: string): string => `{"node":${JSON.stringify(node)},`

/** A notice as texts of at most so many bytes. */
export function noticeTexts(node: string, notice: Notice, maxBytes: number): readonly string[] {
  const beginning = beginningOf(node)
  const texts = notice.isRemoval ? [`${beginning}"removal":true}`] : []
  const room = maxBytes - Buffer.byteLength(`${beginning}"of":[]}`)
  for (const of of packed(notice.conversations, room)) texts.push(`${beginning}"of":[${of}]}`)
  return texts
}

/** The conversations as JSON, as many together as there is room for. */
function packed(conversations: readonly ConversationNotice[], room: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  let bytes = 0
  for (const one of conversations) {
    const text = conversationText(one, room)
    const more = 1 + Buffer.byteLength(text)
    if (line !== '' && bytes + more > room) {
      lines.push(line)
      line = ''
      bytes = 0
    }
    line = line === '' ? text : `${line},${text}`
    bytes += more
  }
  return line === '' ? lines : [...lines, line]
}

/** One that names more participants than there is room for names none: whoever hears it looks at all of them. */
function conversationText({ key, version, headBefore, ordinals, cameIn }: ConversationNotice, room: number): string {
  const whole = JSON.stringify([key, version, headBefore, ordinals, cameIn])
  return Buffer.byteLength(whole) <= room ? whole : JSON.stringify([key, version, headBefore, null, []])
}

/** What a text says; `undefined` for one that is none of ours. */
export function heardIn(text: string): Heard | undefined {
  const { success, data } = noticeText.safeParse(parsed(text))
  if (!success) return undefined
  return {
    node: data.node,
    conversations: data.of.map(([key, version, headBefore, ordinals, cameIn]) => ({
      ...{ key, version, headBefore, ordinals },
      cameIn: cameIn as readonly UserId[],
    })),
    isRemoval: data.removal,
    againMs: data.again,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
