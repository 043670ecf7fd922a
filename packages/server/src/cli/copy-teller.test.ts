import { expect, test } from 'vitest'
import { CopyTeller } from './copy-teller.ts'

/** A teller to a screen, with its texts and log lines. */
async function teller(isTTY: boolean) {
  const texts: string[] = []
  const lines: unknown[] = []
  let now = 0
  const screen = { isTTY, write: (text: string) => texts.push(text) }
  const made = new CopyTeller(screen, { info: (...of: unknown[]) => void lines.push(of) }, () => now)
  await made.begin({ count: async ({ name }) => (name === 'receipt' ? 2_000_000 : 0) })
  const at = (ms: number, rows: number): void => {
    now = ms
    made.moved('copying', 'receipt', rows)
  }
  return { made, texts, lines, at }
}

test('[CPY8] on a terminal one line moves, ten times a second at most, and is gone at the end', async () => {
  const { made, texts, lines, at } = await teller(true)
  at(0, 10_000)
  at(99, 20_000)
  at(100, 30_000)
  at(101, 2_000_000)
  made.end()
  const line = (text: string): string => `\r\u001b[K${text}`
  expect(texts).toEqual([
    line('copying receipt: 10000 of 2000000 rows (0 %)'),
    line('copying receipt: 30000 of 2000000 rows (1 %)'),
    line('copying receipt: 2000000 of 2000000 rows (100 %)'),
    line(''),
  ])
  expect(lines).toEqual([])
})

test('[CPY8] elsewhere there is a log line each five seconds, and one when a table is whole', async () => {
  const { made, texts, lines, at } = await teller(false)
  at(0, 10_000)
  at(4_999, 20_000)
  at(5_000, 30_000)
  at(5_001, 2_000_000)
  made.end()
  const line = (rows: number) => [{ table: 'receipt', rows, of: 2_000_000 }, 'copying']
  expect(lines).toEqual([10_000, 30_000, 2_000_000].map(line))
  expect(texts).toEqual([])
})
