import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { framesPage } from './frames-page.ts'
import { ROOT } from './readme.ts'

const PAGE = join(ROOT, 'docs/frames.md')

test('[WIR2] [WIR4] docs/frames.md is the page that is printed from the definitions: UPDATE_FRAMES=1 writes it anew', () => {
  const page = framesPage()
  if (process.env.UPDATE_FRAMES === '1') writeFileSync(PAGE, page)
  expect(readFileSync(PAGE, 'utf8')).toBe(page)
})

test.each(['README.md', 'SPEC.md'])('%s leads to the frames', (document) => {
  expect(readFileSync(join(ROOT, document), 'utf8')).toContain('](docs/frames.md)')
})
