import type { Tallymark } from 'tallymark'
import { type Crowd, conversationName, messageName } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import type { Figure } from '../figure.ts'
import { DEFAULT_LIMITS } from '../inside.ts'
import { NodeProcess } from '../nodes/node-process.ts'
import type { StormReport } from '../nodes/node-talk.ts'
import type { PostgresDatabase, PostgresPlace } from '../postgres/postgres-database.ts'
import type { Scenario } from '../scenario.ts'

const MEMBERS = 10_000
const MESSAGES = 5
const QUICK_MESSAGES = 1
const NODES = 3
/** How long a statement may take, after which its marks would be refused. */
const TIMEOUT_MS = 10_000

/**
 * One conversation of 10,000 on three nodes, each in a process of its own with a watcher: everybody marks the first message at the same moment, and
 * each of the following ones as soon as the one before is answered. Every mark must be answered, and every watcher and the store must come to the
 * exact counts; anything else fails. Held against one node that does all of it.
 */
export const hot: Scenario<PostgresDatabase> = {
  names: ['hot.10000', 'hot.10000.wait', 'hot.10000.queue', 'hot.10000.retries', 'hot.10000.told'],
  measure,
}

async function measure({ isQuick }: Effort, database: PostgresDatabase): Promise<readonly Figure[]> {
  const crowd: Crowd = { conversations: 1, members: MEMBERS, messages: isQuick ? QUICK_MESSAGES : MESSAGES }
  const alone = await storm(database, crowd, 1)
  const shared = await storm(database, crowd, NODES)
  const figure = (name: string, unit: string, of: (storm: HotStorm) => number, isMoreBetter = false): Figure => ({
    name: `hot.10000${name}`,
    value: of(shared),
    unit,
    against: `one node: ${Number(of(alone).toPrecision(3)).toLocaleString('en')} ${unit} (${alone.marks} marks)`,
    ratio: isMoreBetter ? of(shared) / of(alone) : of(alone) / of(shared),
  })
  return [
    figure('', 'marks/s', ({ marksPerSecond }) => marksPerSecond, true),
    { ...figure('.wait', 'ms', ({ longestWaitMs }) => longestWaitMs), target: { atMost: TIMEOUT_MS } },
    { ...figure('.queue', 'waiting', ({ deepest }) => deepest), target: { atMost: DEFAULT_LIMITS.queueLimit } },
    retries(shared),
    figure('.told', 'ms', ({ toldMs }) => toldMs),
  ]
}

const retries = ({ conflicts, commits }: HotStorm): Figure => ({
  name: 'hot.10000.retries',
  value: conflicts,
  unit: 'retries',
  against: `commits of the ${NODES} nodes: ${commits}`,
  ratio: commits / conflicts,
})

/** What a storm came to over all nodes. */
interface HotStorm {
  readonly marks: number
  readonly marksPerSecond: number
  readonly longestWaitMs: number
  readonly deepest: number
  readonly commits: number
  readonly conflicts: number
  /** From the last answer until the last watcher was right. */
  readonly toldMs: number
}

async function storm(database: PostgresDatabase, crowd: Crowd, count: number): Promise<HotStorm> {
  await using open = new AsyncDisposableStack()
  const place = open.use(await database.filled(crowd))
  const nodes = await Promise.all(Array.from({ length: count }, (_, i) => nodeOn(place, crowd, `node-${i}`)))
  for (const node of nodes) open.use(node)
  await Promise.all(nodes.map((node) => node.ask({ ask: 'watch' })))
  const reports = await Promise.all(
    nodes.map((node, first) => node.ask({ ask: 'storm', share: { first, step: count } })),
  )
  const told = await Promise.all(nodes.map((node) => allHeard(node, crowd)))
  const tallymark = await place.tallymark()
  await requireExact(tallymark, crowd).finally(() => tallymark.close())
  return together(reports, Math.max(...told))
}

function together(reports: readonly StormReport[], toldAt: number): HotStorm {
  const sum = (of: (report: StormReport) => number): number => reports.reduce((all, report) => all + of(report), 0)
  const most = (of: (report: StormReport) => number): number => Math.max(...reports.map(of))
  const marks = sum((report) => report.marks)
  const endedAt = most((report) => report.endedAt)
  const startedAt = Math.min(...reports.map((report) => report.startedAt))
  return {
    marks,
    marksPerSecond: (marks * 1_000) / (endedAt - startedAt),
    longestWaitMs: most((report) => report.longestWaitMs),
    deepest: most((report) => report.deepest),
    commits: sum((report) => report.commits),
    conflicts: sum((report) => report.conflicts),
    toldMs: Math.max(0, toldAt - endedAt),
  }
}

const nodeOn = (place: PostgresPlace, crowd: Crowd, name: string): Promise<NodeProcess> =>
  NodeProcess.start({ name, database: place.url, schema: place.schema, bus: place.url, crowd })

/** When the node's watcher knew that everybody has read everything. */
async function allHeard(node: NodeProcess, { members, messages }: Crowd): Promise<number> {
  let at = 0
  for (let seq = 1; seq <= messages; seq += 1)
    at = Math.max(at, (await node.ask({ ask: 'heard', seq, reads: members - 1 })).at)
  return at
}

async function requireExact(tallymark: Tallymark, { members, messages }: Crowd): Promise<void> {
  const messageIds = Array.from({ length: messages }, (_, i) => messageName(i + 1))
  const { summaries } = await tallymark.getSummaries({ conversationId: conversationName(0), messageIds })
  for (const one of summaries)
    if ('refused' in one || one.readCount !== members - 1)
      throw new Error(`a count is not exact: ${JSON.stringify(one)}`)
}
