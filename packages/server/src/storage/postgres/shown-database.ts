import { StoreError } from '../../engine/ports/store-error.ts'

/** Whether a database setting means PostgreSQL. */
export const isPostgresUrl = (database: string): boolean => /^postgres(ql)?:\/\//.test(database)

/** The database as it may be told: of a PostgreSQL address only host, port and name, never user, password or what follows the `?`. */
export function shownDatabase(database: string): string {
  if (!isPostgresUrl(database)) return database
  const url = URL.parse(database)
  if (url === null || isCutShort(url) || url.search.includes('@')) return 'postgres://…'
  return `${url.protocol}//${url.host}${url.pathname}`
}

/** Throws where an address is none, or where what is special in its password has ended it, so that its parts are not what was meant. */
export function requireAddress(database: string): void {
  const url = URL.parse(database)
  if (url !== null && isCutShort(url)) throw addressError(shownDatabase(database))
}

/** What to do about an address that is none; never tells it. */
export const addressError = (shown: string): StoreError =>
  new StoreError(
    'cannot_open',
    `The database ${shown} has an address that is not one. Percent-encode what is special in its user and password: / as %2F, # as %23, ? as %3F, @ as %40, % as %25.`,
  )

const isCutShort = ({ pathname, hash }: URL): boolean => pathname.includes('@') || hash !== ''
