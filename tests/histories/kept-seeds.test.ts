import { expect, test } from 'vitest'
import { parseHistory } from '../../packages/server/testing/histories/parse-history.ts'
import { runHistory } from '../../packages/server/testing/histories/run-history.ts'
import { KEPT_HISTORIES } from './kept-seeds.ts'

for (const { title, line } of KEPT_HISTORIES) {
  test(title, async () => {
    expect(await runHistory(parseHistory(line), { checks: 'every' })).toBeUndefined()
  })
}
