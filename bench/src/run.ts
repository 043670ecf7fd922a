import type { Database } from './database.ts'
import { FULL, QUICK } from './effort.ts'
import type { Figure } from './figure.ts'
import { jsonLine } from './json-line.ts'
import { keepResults } from './keep-results.ts'
import { machine } from './machine.ts'
import type { Options } from './options.ts'
import { isAskedFor, type Scenario } from './scenario.ts'
import { tableOf } from './table.ts'

/** Measures what is asked for on a database that is opened for it, and tells the figures. Whether there is anything of that name. */
export async function run<On extends Database>(
  scenarios: readonly Scenario<On>[],
  open: () => Promise<On>,
  options: Options,
): Promise<boolean> {
  const asked = scenarios.filter(({ names }) => names.some((name) => isAskedFor(name, options.only)))
  if (asked.length === 0) {
    console.error(
      `There is no figure ${options.only}. There are: ${scenarios.flatMap(({ names }) => names).join(', ')}.`,
    )
    return false
  }
  const startedAt = new Date()
  await using database = await open()
  const figures: Figure[] = []
  for (const scenario of asked) figures.push(...(await measured(scenario, database, options)))
  if (!options.isJson) {
    const { cores, node } = machine()
    console.log(`\n${tableOf(figures)}\n\n${cores} cores, Node ${node}, ${database.words}; ratios are within this run.`)
  }
  if (options.isKept) {
    const name = keepResults(figures, { isQuick: options.isQuick, at: startedAt, database: database.words })
    console.error(`kept as bench/results/${name}`)
  }
  return true
}

async function measured<On extends Database>(
  { names, measure }: Scenario<On>,
  database: On,
  { isJson, isQuick, only }: Options,
): Promise<readonly Figure[]> {
  if (!isJson && process.stderr.isTTY) console.error(`measuring ${names[0]} …`)
  const all = await measure(isQuick ? QUICK : FULL, database)
  if (all.length === 0) console.error(`a quick run leaves out ${names[0]}`)
  const figures = all.filter(({ name }) => isAskedFor(name, only))
  if (isJson) for (const figure of figures) console.log(jsonLine(figure))
  return figures
}
