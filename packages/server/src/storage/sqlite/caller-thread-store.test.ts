import { filePlace } from '../../../testing/store-contract/file-place.ts'
import { storeContract } from '../../../testing/store-contract.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

storeContract(
  'SQLite in a file, in the thread of the caller',
  filePlace((file) => openSqliteStore({ file, thread: 'caller' })),
)
