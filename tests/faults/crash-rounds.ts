import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { type Chance, chanceOf } from '../../packages/server/testing/histories/chance.ts'
import type { EngineChildOptions } from './engine-child.ts'
import { EngineProcess } from './engine-process.ts'
import { engineUnderLoad, prepare } from './engine-under-load.ts'
import { integrityOf, keptIn } from './kept.ts'
import { Ledger } from './ledger.ts'
import { load } from './load.ts'
import { type Loss, losePower, settle, syncCount } from './power-loss.ts'

/** How rounds of power loss are played. */
export interface CrashOptions extends EngineChildOptions {
  readonly rounds: number
  readonly seed: number
  readonly loss: Loss
  /** The path of the shim. */
  readonly shim: string
  /** Whether each round starts with an empty database, or with what the one before has left. */
  readonly startsEmpty: boolean
}

/** What the rounds came to. */
export interface CrashFigures {
  acknowledged: number
  lost: number
  syncs: number
  /** Databases that were damaged or could not be opened. */
  damaged: number
}

/** The shortest and the longest time of load before the power goes. */
const LOAD_MS = [40, 240] as const

/** Loads an engine, takes its power away, and looks for what it had acknowledged, round after round. */
export async function crashRounds(options: CrashOptions): Promise<CrashFigures> {
  const chance = chanceOf(options.seed)
  const figures: CrashFigures = { acknowledged: 0, lost: 0, syncs: 0, damaged: 0 }
  let ledger = new Ledger()
  for (let round = 0; round < options.rounds; round += 1) {
    const before = options.startsEmpty ? 0 : ledger.size
    if (options.startsEmpty) {
      ledger = new Ledger()
      rmSync(options.file, { force: true })
    }
    await crash(options, ledger, chance)
    figures.acknowledged += ledger.size - before
    figures.syncs += syncCount(options.file)
    const lost = await lostIn(options.file, ledger)
    figures.lost += lost ?? ledger.size
    figures.damaged += lost === undefined ? 1 : 0
  }
  return figures
}

/** The same on two databases at once, each of which plays half of the rounds. */
export async function crashRoundsOnTwo(options: CrashOptions): Promise<CrashFigures> {
  const half = { ...options, rounds: Math.ceil(options.rounds / 2) }
  const [one, other] = await Promise.all([
    crashRounds(half),
    crashRounds({ ...half, file: options.file.replace(/\.db$/, '-other.db'), seed: options.seed + 100 }),
  ])
  return {
    acknowledged: one.acknowledged + other.acknowledged,
    lost: one.lost + other.lost,
    syncs: one.syncs + other.syncs,
    damaged: one.damaged + other.damaged,
  }
}

async function crash(options: CrashOptions, ledger: Ledger, chance: Chance): Promise<void> {
  settle(options.file)
  const compiled = `${options.file}-compiled`
  await using engine = await EngineProcess.start(options, { LD_PRELOAD: options.shim, NODE_COMPILE_CACHE: compiled })
  await prepare(engine)
  const before = ledger.size
  const loading = load(engineUnderLoad(engine), ledger)
  while (ledger.size === before) await pause(1)
  await pause(chance.between(...LOAD_MS))
  await engine.kill()
  await loading
  losePower(options.file, options.loss, chance)
}

/** How much is lost; `undefined` if the database is damaged. */
async function lostIn(file: string, ledger: Ledger): Promise<number | undefined> {
  try {
    const lost = ledger.lost(await keptIn(file))
    return integrityOf(file) === 'ok' ? lost : undefined
  } catch {
    return undefined
  }
}
