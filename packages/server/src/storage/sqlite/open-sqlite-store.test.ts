import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const SOURCE = fileURLToPath(new URL('./open-sqlite-store.ts', import.meta.url))
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallymark-opening-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a program in a process of its own, and gives what it says. */
function said(...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder })
  return stdout + stderr
}

test('[STO15] a file is the one that was opened, wherever the process goes', () => {
  mkdirSync(join(folder, 'a'))
  mkdirSync(join(folder, 'b'))
  const program = `
    const { openSqliteStore } = await import(${JSON.stringify(SOURCE)})
    const ids = { conversations: ['c1'] }
    const add = async (store, key) => {
      const { found, ...transaction } = await store.begin(ids)
      const row = { key, conversationId: 'c1', head: 0, version: key, nextOrdinal: 1, silentCount: 0, settings: { visibility: 'everyone', sharing: 'optional', headline: 'any' } }
      const nothing = { newUsers: [], users: [], conversations: [], newParticipants: [], participants: [], newMessages: [], messages: [], receipts: [], erasedUserKeys: [], removedConversationKeys: [] }
      await transaction.commit({ ...nothing, newConversations: [row] })
    }
    process.chdir('a')
    const one = await openSqliteStore({ file: 'x.db' })
    process.chdir('../b')
    const other = await openSqliteStore({ file: 'x.db' })
    await add(one, 1)
    await add(other, 2)
    const versions = async (store) => (await store.find(ids)).conversations[0].version
    console.log(await versions(one), await versions(other))
    await one.close()
    await other.close()`
  expect(said('--conditions=tallymark-source', '--input-type=module', '--eval', program)).toBe('1 2\n')
})

describe('in a bundle', () => {
  test.each(['esm', 'cjs'] as const)(
    '[LIB5] of the kind %s, where its thread is not beside it, it says so',
    async (format) => {
      const file = join(folder, `bundled.${format === 'esm' ? 'mjs' : 'cjs'}`)
      const contents = `
      import { openSqliteStore } from ${JSON.stringify(SOURCE)}
      openSqliteStore({ file: 'bundled.db' }).catch(({ code, message }) => console.log(code, message))`
      await build({
        stdin: { contents, resolveDir: folder },
        bundle: true,
        platform: 'node',
        format,
        conditions: ['tallymark-source'],
        outfile: file,
        logLevel: 'error',
        logOverride: { 'empty-import-meta': 'silent' },
      })
      expect(said(file)).toMatch(/^cannot_open .* name it as external to your bundler\.\n$/)
    },
  )
})
