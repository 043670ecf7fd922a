/** Whether a database setting means PostgreSQL. */
export const isPostgresUrl = (database: string): boolean => /^postgres(ql)?:\/\//.test(database)

/** The database as it may be told: of a PostgreSQL address only host, port and name, never user, password or what follows the `?`. */
export function shownDatabase(database: string): string {
  if (!isPostgresUrl(database)) return database
  const url = URL.parse(database)
  return url === null ? 'postgres://…' : `${url.protocol}//${url.host}${url.pathname}`
}
