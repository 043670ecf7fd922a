import { type Options, optionsOf } from './options.ts'
import { PostgresDatabase } from './postgres/postgres-database.ts'
import { run } from './run.ts'
import { POSTGRES_SCENARIOS, SQLITE_SCENARIOS } from './scenarios/index.ts'
import { SqliteDatabase } from './sqlite/sqlite-database.ts'

const measure = (options: Options): Promise<boolean> => {
  const { database } = options
  const address = database === 'postgres' ? undefined : database
  return database === 'sqlite'
    ? run(SQLITE_SCENARIOS, async () => new SqliteDatabase(), options)
    : run(POSTGRES_SCENARIOS, () => PostgresDatabase.open(address), options)
}

const asked = optionsOf(process.argv.slice(2))
if (!('said' in asked)) {
  if (!(await measure(asked))) process.exitCode = 2
} else if (asked.isFault) {
  process.stderr.write(asked.said)
  process.exitCode = 2
} else process.stdout.write(asked.said)
