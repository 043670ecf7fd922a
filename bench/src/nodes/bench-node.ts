import { singleRead } from '../callers.ts'
import { countedStore } from '../counted-store.ts'
import { conversationName } from '../crowd.ts'
import { HeldReads } from './held-reads.ts'
import {
  createEngine,
  DEFAULT_LIMITS,
  markReadInput,
  openBus,
  openPostgresStore,
  SYSTEM_CLOCK,
  SYSTEM_TIMERS,
  WatchesInProcess,
  watchInput,
} from './inside.ts'
import { nodeStorm } from './node-storm.ts'
import { type Answers, type NodeSetting, type Request, sharedNow } from './node-talk.ts'

/** A node among others in a process of its own: the real engine with its feeds, on PostgreSQL and a bus. Ends with the process that started it. */
const setting = JSON.parse(process.argv[2] ?? '{}') as NodeSetting
const { name, crowd, schema } = setting
const fail = (fault: unknown): void => {
  console.error(fault)
  process.exit(1)
}
const count = { commits: 0, conflicts: 0 }
const store = countedStore(await openPostgresStore({ url: setting.database, schema }), count)
const bus = await openBus(setting.bus, {
  name: schema,
  timers: SYSTEM_TIMERS,
  random: Math.random,
  report: { said: console.error, threw: fail },
})
const engine = createEngine(store, SYSTEM_CLOCK, { ...DEFAULT_LIMITS, onFault: fail, node: { name, bus } })
const watches = new WatchesInProcess(engine, store, SYSTEM_CLOCK, fail)
const held = new HeldReads()

const watch = async (): Promise<Answers['watch']> => {
  const { promise, resolve } = Promise.withResolvers<number>()
  const asked = watchInput.parse({ conversationId: conversationName(0), from: 1, to: crowd.messages })
  watches.watch(asked, (event) => {
    held.take(event)
    if (event.type === 'snapshot') resolve(sharedNow())
  })
  return { at: await promise }
}

const mark = async (member: number, seq: number): Promise<Answers['mark']> => {
  const input = markReadInput.parse(singleRead(crowd, { conversation: 0, member, seq }))
  const startedAt = sharedNow()
  const answer = await engine.markRead(input)
  if ('refused' in answer) throw new Error(`a mark was refused: ${answer.refused}`)
  return { startedAt, answeredAt: sharedNow() }
}

const answered = async (request: Request): Promise<Answers[Request['ask']]> => {
  if (request.ask === 'watch') return watch()
  if (request.ask === 'mark') return mark(request.member, request.seq)
  if (request.ask === 'heard') return { at: await held.heard(request.seq, request.reads) }
  return nodeStorm(engine, count, crowd, request.share)
}

process.on('disconnect', () => process.exit())
process.on('message', (request: Request) => {
  answered(request).then((answer) => process.send?.(answer), fail)
})
process.send?.('ready')
