import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Program } from './programs.ts'
import { ROOT } from './readme.ts'

/** What the programs take from the chat around them, for the types. */
const SUPPLIED = `
import type { Client, MessageSummary } from '@tallymark/client'
declare global {
  const url: string
  const database: string
  const client: Client
  const logOutButton: { onclick: () => void }
  function fetchTokenFromYourServer(): Promise<string>
  function show(messages: readonly MessageSummary[], unreadCount: number | undefined): void
  function showState(state: string): void
  function showTicks(messages: readonly MessageSummary[]): void
  function showBadge(count: number | undefined): void
  function allAreDurable(): void
  function rowOf(messageId: string): Element
  function loadMessage(messageId: string): Promise<void>
  function tellYourServer(sharing: string): void
  function keepPrivate(isPrivate: boolean): void
}
`

const SETTINGS = {
  extends: '../../../../tsconfig.check.json',
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
  include: ['*'],
}

/** What the compiler says against programs, a line a fault; nothing where their types are right. */
export async function typeFaults(programs: readonly Program[]): Promise<string> {
  const builds = join(import.meta.dirname, 'dist')
  mkdirSync(builds, { recursive: true })
  const folder = mkdtempSync(join(builds, 'pages-'))
  try {
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS))
    writeFileSync(join(folder, 'supplied.ts'), SUPPLIED)
    for (const { page, as, text } of programs) {
      const name = `${page} ${as}`.replaceAll(/[^\w]+/g, '-')
      const whole = text.replace('./your-chat.ts', '../../../../examples/your-chat.ts')
      writeFileSync(join(folder, `${name}.${as.startsWith('tsx') ? 'tsx' : 'ts'}`), `${whole}\nexport {}\n`)
    }
    return (await said(folder)).replaceAll(`tests/docs/dist/${basename(folder)}/`, '')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const said = (folder: string): Promise<string> =>
  new Promise((resolve) => {
    const compiler = join(ROOT, 'node_modules/.bin/tsc')
    execFile(compiler, ['-p', folder], { cwd: ROOT }, (_error, stdout, stderr) => resolve(stdout + stderr))
  })
