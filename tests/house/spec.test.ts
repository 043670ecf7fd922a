import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PROJECT, sourceFiles } from './source-file.ts'
import { holdsTitles, rulesOf, tagsOf, testTitles } from './test-titles.ts'

const rules = rulesOf(readFileSync(join(PROJECT, 'SPEC.md'), 'utf8'))
const tests = sourceFiles()
  .filter(({ path }) => holdsTitles(path))
  .flatMap((file) => testTitles(file).map((title) => ({ path: file.path, title })))
/** A test that names more rules than this holds none of them in particular. */
const MOST_RULES = 4
const tagged = new Set(
  tests.map(({ title }) => tagsOf(title)).flatMap((tags) => (tags.length > MOST_RULES ? [] : tags)),
)

describe('SPEC.md and the tests', () => {
  test('no rule is without a test', () => {
    expect(rules.filter((rule) => !tagged.has(rule))).toEqual([])
  })

  test('no test cites a rule that is not there', () => {
    const known = new Set(rules)
    const stray = tests.flatMap(({ path, title }) =>
      tagsOf(title).flatMap((tag) => (known.has(tag) ? [] : [`${path}: ${tag} in "${title}"`])),
    )
    expect(stray).toEqual([])
  })

  test('no rule has the number of another, and there are rules', () => {
    expect(rules.length).toBeGreaterThan(60)
    expect(rules.filter((rule, i) => rules.indexOf(rule) !== i)).toEqual([])
  })
})

describe('how they are read', () => {
  const titlesIn = (text: string) => testTitles({ path: 'a.test.ts', text })

  test('rules are the bold numbers that start an item', () => {
    expect(rulesOf('- **SEQ1** Posting\n  as **SEQ9** says\n- **RCP12** A mark\ntext **MEM1** x\n')).toEqual([
      'SEQ1',
      'RCP12',
    ])
  })

  test('titles are those of tests that run, also in tables and templates', () => {
    const text = [
      "test('[SEQ1] a', () => {})",
      "it('[SEQ2] b', () => {})",
      "test.each([['x']])('[SEQ3] %s', () => {})",
      `test(\`[SEQ4] $\{name} d\`, () => {})`,
      "describe('[SEQ5] e', () => { test('[SEQ6] f', () => {}) })",
      "// test('[SEQ7] g', () => {})",
      "contest('[SEQ8] h')",
    ].join('\n')
    expect(titlesIn(text).flatMap(tagsOf)).toEqual(['SEQ1', 'SEQ2', 'SEQ3', 'SEQ4', 'SEQ6'])
  })

  test('a title may name several rules', () => {
    expect(tagsOf('[RCP1] [RCP2, PRV3] marks [1] and [abc1]')).toEqual(['RCP1', 'RCP2', 'PRV3'])
    expect(tagsOf('marks')).toEqual([])
  })
})
