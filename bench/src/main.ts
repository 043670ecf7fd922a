import { optionsOf } from './options.ts'
import { PostgresDatabase } from './postgres/postgres-database.ts'
import { run } from './run.ts'
import { POSTGRES_SCENARIOS, SQLITE_SCENARIOS } from './scenarios/index.ts'
import { SqliteDatabase } from './sqlite/sqlite-database.ts'

const options = optionsOf(process.argv.slice(2))
const { database } = options
const isThere =
  database === 'sqlite'
    ? await run(SQLITE_SCENARIOS, async () => new SqliteDatabase(), options)
    : await run(
        POSTGRES_SCENARIOS,
        () => PostgresDatabase.open(database === 'postgres' ? undefined : database),
        options,
      )
if (!isThere) process.exitCode = 2
