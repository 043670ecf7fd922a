import { chmodSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { runTallymark, temporaryFolder } from './tallymark-process.ts'

const NOBODY = 65_534

interface Refused {
  readonly title: string
  readonly path?: string
  readonly prepare: (path: string) => void
  readonly sentence: string
}

const REFUSED: readonly Refused[] = [
  {
    title: 'a text file',
    prepare: (path) => writeFileSync(path, 'Dear diary, '.repeat(1_000)),
    sentence: 'is not an SQLite database. Name another file, or move this one away',
  },
  {
    title: "another program's database",
    prepare: (path) => sql(path, 'create table recipes (name text); pragma application_id = 252006'),
    sentence: 'belongs to another program. Name another file.',
  },
  {
    title: 'a database of a newer version',
    prepare: (path) =>
      sql(path, `create table meta (x text); pragma application_id = ${0x54616c79}; pragma user_version = 99`),
    sentence: 'has schema 99, this program knows',
  },
  {
    title: 'a folder that does not exist',
    path: 'nowhere/receipts.db',
    prepare: () => undefined,
    sentence: 'cannot be opened. Check that its folder exists',
  },
]

for (const command of [['serve', '--port', '0'], ['migrate'], ['key', 'list']]) {
  for (const { title, path = 'receipts.db', prepare, sentence } of REFUSED) {
    test(`[STO3] ${command.join(' ')} refuses ${title}`, async () => {
      using folder = temporaryFolder()
      prepare(folder.file(path))
      await expectRefused([...command, '--database', `file:${folder.file(path)}`], sentence)
    })
  }

  test(`[STO3] ${command.join(' ')} refuses a database that it may not write`, async () => {
    using folder = temporaryFolder()
    const file = folder.file('receipts.db')
    expect((await runTallymark(['migrate', '--database', `file:${file}`])).exitCode).toBe(0)
    chmodSync(file, 0o444)
    chmodSync(folder.path, 0o555)
    // Nothing is read-only to root.
    const uid = process.getuid?.() === 0 ? { uid: NOBODY } : {}
    await expectRefused([...command, '--database', `file:${file}`], 'cannot be written. Give the user', uid)
    chmodSync(folder.path, 0o755)
  })
}

async function expectRefused(args: readonly string[], sentence: string, start = {}): Promise<void> {
  const { exitCode, stdout, stderr } = await runTallymark(args, start)
  expect(stderr).toContain(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
}

function sql(path: string, statements: string): void {
  using database = new DatabaseSync(path)
  database.exec(statements)
}
