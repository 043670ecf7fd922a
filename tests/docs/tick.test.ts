import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const KEY = 'a-key-of-the-tests-long-enough'

/** Runs a program of the project; it ends with the test. */
function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess & { printed: string } {
  const child = spawn(process.execPath, ['--conditions=tallymark-source', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  const running = Object.assign(child, { printed: '' })
  child.stdout?.on('data', (data: Buffer) => {
    running.printed += data.toString()
  })
  return running
}

async function until(of: { readonly printed: string }, pattern: RegExp): Promise<string> {
  await expect.poll(() => of.printed, { timeout: 10_000 }).toMatch(pattern)
  return (pattern.exec(of.printed) as RegExpExecArray)[1] ?? ''
}

test('[FED1] [CLT4] [CLT6] in two terminals with examples/tick.js a tick turns', { timeout: 40_000 }, async () => {
  const server = run(['packages/server/src/cli/run.ts', 'serve', '--database', ':memory:', '--port', '0'], {
    TALLYMARK_API_KEY: KEY,
  })
  const URL = await until(server, /serves at (\S+)/)
  const ana = run(['examples/tick.js', 'ana'], { KEY, URL })
  const bo = run(['examples/tick.js', 'bo'], { KEY, URL })
  // Whoever types before the conversation is there has typed for nothing.
  const typing = setInterval(() => ana.printed === '' && ana.stdin?.write('\n'), 500)
  onTestFinished(() => clearInterval(typing))
  await until(ana, /of ana: Delivered/)
  clearInterval(typing)
  bo.stdin?.write('\n')
  await until(ana, /of ana: Read\n/)
})
