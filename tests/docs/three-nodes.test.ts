import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { withoutSettings } from './running.ts'

const run = promisify(execFile)

test('[OPS8][NOD1] of three nodes one is killed, and its client goes on at another with all that it had', {
  timeout: 90_000,
}, async () => {
  const cwd = join(import.meta.dirname, '../..')
  const args = ['--conditions=tallymark-source', 'examples/three-nodes.js']
  const { stdout } = await run(process.execPath, args, { cwd, env: withoutSettings(), timeout: 80_000 })
  const killed = /(node \d), which served Ana, is killed/.exec(stdout)?.[1]
  expect(killed).toBeDefined()
  expect(stdout.match(/node \d serves at/g)).toHaveLength(3)
  expect(stdout).toMatch(/Ana went on at node \d after \d+ ms, with all 5 messages: Read, Read, Read, Read, Read/)
  expect(/Ana went on at (node \d)/.exec(stdout)?.[1]).not.toBe(killed)
})
