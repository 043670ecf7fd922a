import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished } from 'vitest'
import { ROOT } from './readme.ts'

/** The key of the servers that tests of the documents start. */
export const KEY = 'a-key-of-the-tests-long-enough'

/** A process with all that it has printed. */
export type Running = ChildProcess & { printed: string; failed: string }

type Variables = Readonly<Record<string, string>>

/** Runs Node from the sources; it ends with the test. */
export const runNode = (args: readonly string[], variables: Variables): Running =>
  running(process.execPath, ['--conditions=tallymark-source', ...args], variables)

/** Runs a command as a terminal does; all that it starts ends with the test. Of npm's own lines none is printed. */
export const runCommand = (command: string, variables: Variables): Running =>
  running('/bin/sh', ['-c', command], { npm_config_loglevel: 'silent', ...variables })

/** The environment of the tests without what is set there for Tallymark or for its tests. */
export const withoutSettings = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TALLYMARK_')))

function running(file: string, args: readonly string[], variables: Variables): Running {
  // A group of its own: npm does not pass signals on.
  const child = spawn(file, args, { cwd: ROOT, env: { ...withoutSettings(), ...variables }, detached: true })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    process.kill(-(child.pid as number))
    await once(child, 'exit')
  })
  const started = Object.assign(child, { printed: '', failed: '' })
  child.stdout.on('data', (data: Buffer) => {
    started.printed += data.toString()
  })
  child.stderr.on('data', (data: Buffer) => {
    started.failed += data.toString()
  })
  return started
}

/** Waits until something was printed; what stands in the brackets of the pattern. */
export async function until(of: { readonly printed: string }, pattern: RegExp): Promise<string> {
  await expect.poll(() => of.printed, { timeout: 10_000 }).toMatch(pattern)
  return (pattern.exec(of.printed) as RegExpExecArray)[1] ?? ''
}

/** Starts a server with an empty database in memory; its address. */
export const startServer = (): Promise<string> =>
  until(
    runNode(['packages/server/src/cli/run.ts', 'serve', '--database', ':memory:', '--port', '0'], {
      TALLYMARK_API_KEY: KEY,
    }),
    /serves at (\S+)/,
  )
