import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConversationId, has, isRefusal, type MessageId, type UserId } from '@tallymark/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { canCompile, compiledShim } from './compiled-shim.ts'
import { EngineProcess } from './engine-process.ts'
import { prepare } from './engine-under-load.ts'
import { integrityOf, keptIn } from './kept.ts'
import { CONVERSATION } from './ledger.ts'

const folder = mkdtempSync(join(tmpdir(), 'tallymark-disk-'))
const conversationId = CONVERSATION as ConversationId
const [alice, bob] = ['alice', 'bob'] as UserId[] as [UserId, UserId]
const m = (n: number): MessageId => `m${n}` as MessageId
let shim = ''

beforeAll(() => {
  if (canCompile) shim = compiledShim('failing-disk', folder)
})

beforeEach(({ skip }) => skip(!canCompile, 'needs a C compiler: there is no cc'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** How a disk can fail, as the shim names it. */
type Failure = 'full' | 'sync-fails'

const FAILURES: readonly { readonly failure: Failure; readonly words: string }[] = [
  { failure: 'full', words: 'a full disk' },
  { failure: 'sync-fails', words: 'a disk that fails to sync' },
]

/** An engine of another process whose disk can be made to fail, with ten messages of alice, the first of which bob has read. */
class FailingDisk implements AsyncDisposable {
  readonly file: string
  readonly engine: EngineProcess
  readonly #switch: string

  static async start(name: string, failure: Failure): Promise<FailingDisk> {
    const file = join(folder, `${name}.db`)
    const own = mkdtempSync(join(folder, 'switch-'))
    const options = { file, synchronous: 'full', acknowledgesEarlyMs: 0 } as const
    const engine = await EngineProcess.start(options, {
      LD_PRELOAD: shim,
      FAILING_DISK: own,
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
    })
    await prepare(engine)
    const disk = new FailingDisk(file, engine, join(own, failure))
    for (let n = 1; n <= 10; n += 1) await disk.post(n)
    expect(await disk.read(1)).toMatchObject({ read: '1' })
    return disk
  }

  private constructor(file: string, engine: EngineProcess, path: string) {
    this.file = file
    this.engine = engine
    this.#switch = path
  }

  fail(): void {
    writeFileSync(this.#switch, '')
  }

  mend(): void {
    rmSync(this.#switch)
  }

  post(n: number) {
    return this.engine.ask('post', { conversationId, messageId: m(n), senderId: alice })
  }

  read(n: number) {
    return this.engine.ask('markRead', { conversationId, recipientId: bob, messageId: m(n) })
  }

  bob() {
    return this.engine.ask('getParticipant', { conversationId, userId: bob })
  }

  /** That marks and posts are refused and not there, one by one and together, while questions are answered. */
  async expectRefusals(): Promise<void> {
    for (const n of [2, 3]) {
      expect(await this.read(n)).toEqual({ refused: 'storage_unavailable' })
      expect(await this.bob()).toMatchObject({ read: '1', delivered: '1', revision: 2 })
    }
    await expect(this.engine.check()).rejects.toThrow('StoreError')
    const together = await Promise.all([...[4, 5, 6].map((n) => this.read(n)), this.post(11)])
    expect(together).toEqual(together.map(() => ({ refused: 'storage_unavailable' })))
    const status = { conversationId, messageId: m(1), viewerId: alice }
    expect(await this.engine.ask('getMessageStatus', status)).toMatchObject({ readCount: 1 })
    expect(await this.engine.ask('getUnread', { conversationId, userId: bob })).toMatchObject({ unreadCount: 9 })
    expect(await this.engine.ask('getInbox', { userId: bob })).toMatchObject({ unreadMessages: 9 })
    expect(await this.bob()).toMatchObject({ read: '1', delivered: '1', revision: 2 })
  }

  /** What a restart finds of what bob read. */
  async expectAfterRestart(read: readonly number[], head: number): Promise<void> {
    const kept = await keptIn(this.file)
    const found = Array.from({ length: 12 }, (_, i) => 1 + i).filter((n) => has(kept.reads.get('bob') as never, n))
    expect(found).toEqual(read)
    expect(kept.seqs.size).toBe(head)
    expect(integrityOf(this.file)).toBe('ok')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine[Symbol.asyncDispose]()
  }
}

test.each(FAILURES)(
  '[STO5] $words: marks are refused and not there, reading goes on, and writing works again without a restart',
  { timeout: 30_000 },
  async ({ failure }) => {
    await using disk = await FailingDisk.start(`${failure}-mended`, failure)
    for (let times = 1; times <= 3; times += 1) {
      disk.fail()
      await disk.expectRefusals()
      disk.mend()
      expect(await disk.read(1)).toMatchObject({ read: '1', revision: 2 })
    }
    expect(await disk.read(7)).toMatchObject({ read: '1,7', revision: 3 })
    expect(await disk.post(11)).toEqual({ seq: 11, isNew: true })
    await disk.engine.kill()
    await disk.expectAfterRestart([1, 7], 11)
  },
)

test.each(FAILURES)(
  '[STO5] $words: what was refused is not there after a kill -9 and a restart either',
  { timeout: 30_000 },
  async ({ failure }) => {
    await using disk = await FailingDisk.start(`${failure}-killed`, failure)
    disk.fail()
    await disk.expectRefusals()
    await disk.engine.kill()
    await disk.expectAfterRestart([1], 10)
  },
)

test.each(FAILURES)(
  '[STO5] [OPS1] $words: nor after a graceful stop while it still fails',
  { timeout: 30_000 },
  async ({ failure }) => {
    await using disk = await FailingDisk.start(`${failure}-closed`, failure)
    disk.fail()
    await disk.expectRefusals()
    await disk.engine.close()
    await disk.expectAfterRestart([1], 10)
  },
)

test.each(FAILURES)(
  '[STO5] $words under load, again and again: nothing acknowledged is lost, nothing refused is there',
  { timeout: 60_000 },
  async ({ failure }) => {
    await using disk = await FailingDisk.start(`${failure}-load`, failure)
    const expected = new Set([1])
    let refused = 0
    for (let n = 11; n <= 60; n += 1) await disk.post(n)
    for (let round = 0; round < 12; round += 1) {
      const marks = Array.from({ length: 30 }, (_, i) => 1 + ((round * 7 + i) % 50))
      const asked = marks.map(async (n) => ({ n, outcome: await disk.read(n) }))
      if (round % 2 === 0) disk.fail()
      for (const { n, outcome } of await Promise.all(asked))
        if (isRefusal(outcome)) refused += 1
        else expected.add(n)
      if (round % 2 === 0) disk.mend()
    }
    await disk.engine.kill()
    const kept = await keptIn(disk.file)
    const bobs = kept.reads.get('bob')
    const there = Array.from({ length: 60 }, (_, i) => 1 + i).filter((seq) => has(bobs as never, seq))
    expect(there).toEqual([...expected].sort((a, b) => a - b))
    expect([expected.size > 1, refused > 0]).toEqual([true, true])
    expect(integrityOf(disk.file)).toBe('ok')
  },
)
