import { storeContract } from '../../../testing/store-contract.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

storeContract('SQLite in memory', () => ({
  isLasting: false,
  open: () => openSqliteStore({ file: ':memory:' }),
  remove: () => {},
}))
