import { expect, test } from 'vitest'
import { copyContract, groundForTest } from '../../../testing/copy/copy-contract.ts'
import { sqliteGround } from '../../../testing/copy/sqlite-ground.ts'

copyContract('copies of SQLite', sqliteGround)

test('[CPY6] a file that somebody has open is not copied, and nobody opens it while it is', async () => {
  const ground = groundForTest(sqliteGround)
  const store = await ground.openStore()
  await expect(ground.openToCopy()).rejects.toThrow(/is in use by another process\. Stop that/)
  await store.close()
  const source = await ground.openToCopy()
  await expect(ground.openStore()).rejects.toThrow(/is in use by another process/)
  await source.close()
  await ground.openStore()
}, 30_000)
