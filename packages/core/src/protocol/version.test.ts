import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { CLIENT_SHAPES } from './client-frame.ts'
import { SERVER_SHAPES } from './server-frame.ts'
import { PROTOCOL_HISTORY, SUBPROTOCOL } from './version.ts'

const shapes = JSON.stringify({ client: [...CLIENT_SHAPES], server: [...SERVER_SHAPES] })
const hash = createHash('sha256').update(shapes).digest('hex')
const newest = PROTOCOL_HISTORY.at(-1)

test('[WIR2] the shapes of the frames are those that the newest version of the subprotocol pins', () => {
  expect(
    newest?.shapes,
    [
      `The frames have other shapes than ${newest?.subprotocol} pins in version.ts.`,
      `If ${newest?.subprotocol} was released, add an entry with the next subprotocol, the hash ${hash} and what is new;`,
      `otherwise put that hash into the entry of ${newest?.subprotocol}. Either way bring testing/golden up to date.`,
    ].join(' '),
  ).toBe(hash)
})

test('[WIR2] the subprotocol is the newest of its history, and no two entries are of one', () => {
  const all: readonly string[] = PROTOCOL_HISTORY.map(({ subprotocol }) => subprotocol)
  expect(newest?.subprotocol).toBe(SUBPROTOCOL)
  expect(all).toEqual(all.map((_, i) => `tallymark.${i + 1}`))
  expect(PROTOCOL_HISTORY.map(({ what }) => what.length > 0)).not.toContain(false)
})

test('[WIR2] the name of the subprotocol is a token, as Sec-WebSocket-Protocol asks for', () => {
  expect(SUBPROTOCOL).toMatch(/^[\w!#$%&'*+.^`|~-]+$/)
})
