import { FULL, QUICK } from './effort.ts'
import type { Figure } from './figure.ts'
import { jsonLine } from './json-line.ts'
import { keepResults } from './keep-results.ts'
import { machine } from './machine.ts'
import { optionsOf } from './options.ts'
import { isAskedFor } from './scenario.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { tableOf } from './table.ts'

const options = optionsOf(process.argv.slice(2))
const asked = SCENARIOS.filter(({ names }) => names.some((name) => isAskedFor(name, options.only)))
if (asked.length === 0) {
  console.error(`There is no figure ${options.only}. There are: ${SCENARIOS.flatMap(({ names }) => names).join(', ')}.`)
  process.exit(2)
}

const startedAt = new Date()
const figures: Figure[] = []
for (const { names, measure } of asked) {
  if (!options.isJson && process.stderr.isTTY) console.error(`measuring ${names[0]} …`)
  const measured = (await measure(options.isQuick ? QUICK : FULL)).filter(({ name }) => isAskedFor(name, options.only))
  figures.push(...measured)
  if (options.isJson) for (const figure of measured) console.log(jsonLine(figure))
}
if (!options.isJson) {
  const { cores, node, sqlite } = machine()
  console.log(`\n${tableOf(figures)}\n\n${cores} cores, Node ${node}, SQLite ${sqlite}; ratios are within this run.`)
}
if (options.isKept)
  console.error(`kept as bench/results/${keepResults(figures, { isQuick: options.isQuick, at: startedAt })}`)
