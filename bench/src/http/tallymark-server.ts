import { createAccess, createEngine, createHttp, DEFAULT_LIMITS, openSqliteStore, SYSTEM_CLOCK } from '../inside.ts'
import { listen } from './listen.ts'

/** The real server on the database file and with the API key of its arguments. */
const [file, apiKey] = process.argv.slice(2)
if (file === undefined || apiKey === undefined) throw new Error('a file and an API key are needed')
const store = await openSqliteStore({ file })
const engine = createEngine(store, SYSTEM_CLOCK, { ...DEFAULT_LIMITS, onFault: console.error })
const access = await createAccess({ store, clock: SYSTEM_CLOCK, apiKey })
await listen(await createHttp({ engine, store, access, clock: SYSTEM_CLOCK, logger: false }))
