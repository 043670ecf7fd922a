import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { openPostgresStore } from './open-postgres-store.ts'
import { PostgresCopyPlace } from './postgres-copy-place.ts'
import { shownDatabase } from './shown-database.ts'

/** Addresses with something in their password that ends it: `12` is taken for a port. */
const BROKEN = [
  'postgres://tally:sek#ret@127.0.0.1:1/chat',
  'postgres://tally:sek/ret@127.0.0.1:1/chat',
  'postgres://tally:sek?ret@127.0.0.1:1/chat',
  'postgres://tally:12/ret@127.0.0.1:1/chat',
  'postgres://tally:12#ret@127.0.0.1:1/chat',
  'postgres://tally:%ff@127.0.0.1:1/chat',
]

test.each(BROKEN)(
  '[STO3] [STO10] of %s the opening says to percent-encode, and nothing of the password',
  async (url) => {
    for (const opening of [openPostgresStore({ url }), PostgresCopyPlace.open(url, 'target')]) {
      const error = await opening.then(String, (refused: Error) => refused)
      expect(error).toMatchObject({
        code: 'cannot_open',
        message: expect.stringMatching(
          /^The database postgres:\/\/.* has an address that is not one\. Percent-encode what is special/,
        ),
      })
      expect(inspect(error, { depth: 9, showHidden: true }).replace(/%\w\w/g, '')).not.toMatch(/sek|ret@|:12|tally/)
    }
  },
)

test.each([...BROKEN.slice(0, 5), 'postgres://tally:12?ret@127.0.0.1:1/chat'])('[STO10] %s is not told', (url) => {
  expect(shownDatabase(url)).toBe('postgres://…')
})
