import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nodeFault } from './node-fault.ts'

test('[LIB6] a Node that is too old is told which one is needed, the same that package.json says', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  for (const version of ['20.20.2', '24.14.9'])
    expect(nodeFault(version)).toBe(`Tallymark needs Node ${engines.node.slice(2)} or newer; this is ${version}.`)
  for (const version of ['24.15.0', '24.21.0', '25.0.0', process.versions.node])
    expect(nodeFault(version)).toBeUndefined()
})

test('[LIB6] it can be imported where Node has no SQLite', () => {
  const program = `import { openTallymark } from ${JSON.stringify(new URL('./index.ts', import.meta.url))}; console.log(typeof openTallymark)`
  const options = ['--no-experimental-sqlite', '--conditions=tallymark-source', '--input-type=module']
  expect(execFileSync(process.execPath, [...options, '--eval', program], { encoding: 'utf8' })).toBe('function\n')
})
