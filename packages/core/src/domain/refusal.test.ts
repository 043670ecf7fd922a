import { describe, expect, test } from 'vitest'
import { isRefusal, REFUSALS, type RefusalCode, refuse } from './refusal.ts'

const rows = Object.entries(REFUSALS)

describe('[INP5] the table of refusals', () => {
  test.each(rows)('[INP5] %s has a name, a status of HTTP and two sentences', (code, row) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(row.status).toBeGreaterThanOrEqual(400)
    expect(row.status).toBeLessThan(600)
    expect(row.title).toMatch(/^[A-Z].*[^.]$/)
    expect(row.detail).toMatch(/^[A-Z].*\.$/)
  })

  test('[INP5] only faults on our side ask for the same request again', () => {
    for (const [code, { status, retry }] of rows) expect([code, retry]).toEqual([code, status >= 500])
  })

  test('[INP5] no two say the same', () => {
    expect(new Set(rows.map(([, { title }]) => title)).size).toBe(rows.length)
    expect(new Set(rows.map(([, { detail }]) => detail)).size).toBe(rows.length)
  })

  test('[INP5] the sentence of a database that fails is true for questions and for marks, of a file and of a server', () => {
    const { title, detail } = REFUSALS.storage_unavailable
    expect(title).not.toMatch(/writ|read/)
    expect(detail).toMatch(/bring it back/i)
    expect(detail).toMatch(/space on its disk/)
  })

  test('[ACC1] who is not known is told the whole header to send', () => {
    expect(REFUSALS.unauthenticated.detail).toContain('Authorization: Bearer TOKEN')
  })

  test('[STA5] holds every refusal that the specification names', () => {
    const named: readonly RefusalCode[] = [
      'message_conflict',
      'outside_membership',
      'not_a_participant',
      'left_conversation',
      'beyond_head',
      'not_applied',
      'too_many_gaps',
      'sharing_required',
      'hidden',
      'message_deleted',
      'unknown_message',
      'storage_unavailable',
      'overloaded',
      'invalid_input',
      'unauthenticated',
      'not_yours',
      'api_key_required',
    ]
    for (const code of named) expect(REFUSALS).toHaveProperty(code)
  })
})

test('[INP5] a refusal is told from an answer', () => {
  expect(isRefusal(refuse('hidden'))).toBe(true)
  expect(refuse('hidden')).toEqual({ refused: 'hidden' })
  expect(refuse('hidden', 'Not for you.')).toEqual({ refused: 'hidden', detail: 'Not for you.' })
  for (const answer of [undefined, null, 'refused', 7, () => 7, {}, [], { seq: 1 }])
    expect(isRefusal(answer)).toBe(false)
})
