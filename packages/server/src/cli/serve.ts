import type { Logger } from 'pino'
import { busOf } from '../bus/bus-of.ts'
import { appOf, databaseOf, postgresOf, sampleOf } from '../config/read-settings.ts'
import type { Settings } from '../config/settings.ts'
import { SYSTEM_CLOCK } from '../engine/ports/clock.ts'
import type { Store } from '../engine/ports/store.ts'
import { type OpenNode, openNode } from '../open-node.ts'
import { programVersion } from '../program-version.ts'
import { shownDatabase } from '../storage/postgres/shown-database.ts'
import { banner } from './banner.ts'
import { CommandFailure } from './command-failure.ts'
import type { CommandLine } from './command-line.ts'
import { chooseExamples } from './examples.ts'
import { firstKey } from './first-key.ts'
import { createLogger } from './logger.ts'
import { prepareSample } from './prepare-sample.ts'
import { ServedApp } from './served-app.ts'
import { type RunningServer, startServer } from './start-server.ts'
import { stopSignal } from './stop-signal.ts'
import { openTrace, type Trace } from './trace.ts'
import { endOnUncaught } from './uncaught.ts'
import { withStore } from './with-store.ts'

/** From a signal to the forced end of the process: less than the 10 seconds of OPS1. */
const STOP_LIMIT_MS = 9_000

/** `tallymark serve`: serves HTTP until it is told to stop (OPS1). */
export async function serve({ words, settings }: CommandLine): Promise<number> {
  if (words.length > 0) throw new CommandFailure(2, 'Write tallymark serve, with nothing but settings.')
  const logger = createLogger(settings.logLevel)
  using _ = endOnUncaught(logger)
  using signal = stopSignal(
    process,
    () => performance.now(),
    () => process.exit(1),
  )
  const samplePath = sampleOf(settings)
  const appPath = appOf(settings)
  const trace = samplePath === undefined ? undefined : await openTrace(samplePath)
  const app = appPath === undefined ? undefined : await ServedApp.load(appPath)
  const postgres = { ...postgresOf(settings), onWarning: (sentence: string) => logger.warn(sentence) }
  const parts = { settings, logger, trace, app, asked: signal.asked }
  await withStore(databaseOf(settings), (store) => serveStore(store, parts), postgres)
  logger.info('stopped')
  return 0
}

interface ServeParts {
  readonly settings: Settings
  readonly logger: Logger
  readonly trace: Trace | undefined
  readonly app: ServedApp | undefined
  /** The signal to stop, once it comes. */
  readonly asked: Promise<NodeJS.Signals>
}

async function serveStore(store: Store, { settings, logger, trace, app, asked }: ServeParts): Promise<void> {
  const database = databaseOf(settings)
  const shown = shownDatabase(database)
  const sample = trace && (await prepareSample(store, trace))
  const node = await nodeOf(settings, logger)
  const server = await startServer({ store, settings, logger, clock: SYSTEM_CLOCK, node, app })
  let lameMs = 0
  try {
    const newKey = settings.apiKey === undefined ? await firstKey(store, Date.now()) : undefined
    const replayed = sample === undefined || sample.kind === 'not-empty' ? undefined : trace
    await app?.open({ ...hostOf(server, settings, replayed), database: shown, logger })
    const examples = trace && (await chooseExamples(server.engine, trace))
    const { address } = server
    logger.info({ address, database: shown }, 'listening')
    const hasKeyOfEnvironment = settings.apiKey !== undefined
    const told = { version: programVersion(), address, database: shown, newKey, sample, examples, hasKeyOfEnvironment }
    process.stdout.write(banner({ ...told, appPath: appOf(settings) }))
    const signal = await asked
    logger.info({ signal }, 'stopping')
    // Nobody balances loads to a program that is ended from its terminal.
    if (signal === 'SIGTERM') lameMs = settings.drainMs
    endAfter(STOP_LIMIT_MS)
  } finally {
    await Promise.all([app?.close(), server.stop(lameMs)])
    await node?.bus.close()
  }
}

/** This process among others, if the settings name a bus. */
function nodeOf(settings: Settings, logger: Logger): Promise<OpenNode> | undefined {
  const address = busOf({ bus: settings.bus, database: databaseOf(settings) })
  const onFault = (fault: unknown): void => logger.error({ err: fault }, 'fault')
  const said = (sentence: string): void => logger.warn(sentence)
  return address === undefined ? undefined : openNode(address, { name: settings.postgresSchema, said, onFault })
}

/** What an app may know of the server. */
function hostOf({ address, access }: RunningServer, settings: Settings, trace: Trace | undefined) {
  return {
    address,
    listensOn: settings.host,
    allowedOrigins: settings.allowedOrigins,
    sample: trace && { path: trace.path, conversationId: trace.conversationId },
    userOf: async (token: string) => {
      const identity = await access.identify(token)
      return identity?.kind === 'user' ? identity.userId : undefined
    },
  }
}

/** The last resort where something does not let the process end: the timer itself never holds it. */
function endAfter(ms: number): void {
  setTimeout(() => process.exit(1), ms).unref()
}
