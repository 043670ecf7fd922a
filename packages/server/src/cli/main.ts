import { StoreError } from '../engine/ports/store-error.ts'
import { programVersion } from '../program-version.ts'
import { CommandFailure } from './command-failure.ts'
import { readCommandLine } from './command-line.ts'
import { COMMANDS } from './commands.ts'
import { help } from './help.ts'
import { SOFTWARE_FAULT } from './uncaught.ts'

/** Runs the command line and gives the exit code: 0 done, 1 failed, 2 called wrongly, 70 a fault of ours. Says why on the standard error. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(args)
  } catch (error) {
    if (error instanceof CommandFailure) return fail(error.message, error.exitCode)
    if (error instanceof StoreError) return fail(error.message, 1)
    return fail(error instanceof Error ? (error.stack ?? error.message) : String(error), SOFTWARE_FAULT)
  }
}

async function run(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  const options = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (options.includes('--help') || options.includes('-h') || name === 'help') return say(help())
  if (options.includes('--version') || options.includes('-v')) return say(programVersion())
  const command = COMMANDS.find((one) => one.name === name)
  if (command === undefined)
    throw new CommandFailure(2, name === undefined ? help() : `There is no command ${name}; see tallymark --help.`)
  return command.run(readCommandLine(rest, command.flags, process.env))
}

function say(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

function fail(sentence: string, exitCode: number): number {
  process.stderr.write(`${sentence}\n`)
  return exitCode
}
