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

/** A notice as texts of at most so many bytes. */
export function noticeTexts(node: string, notice: Notice, maxBytes: number): readonly string[] {
  const text = (fields: object): string => JSON.stringify({ node, ...fields })
  const texts = notice.isRemoval ? [text({ removal: true })] : []
  const room = maxBytes - text({ of: [] }).length
  for (const of of packed(notice.conversations, room)) texts.push(`${text({}).slice(0, -1)},"of":[${of}]}`)
  return texts
}

/** The conversations as JSON, as many together as there is room for. */
function packed(conversations: readonly ConversationNotice[], room: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const one of conversations) {
    const text = conversationText(one, room)
    if (line !== '' && Buffer.byteLength(line) + 1 + Buffer.byteLength(text) > room) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? text : `${line},${text}`
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
