import { Callers, singleRead } from '../callers.ts'
import { type Crowd, type Reading, readingsInTurn } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import type { Figure } from '../figure.ts'
import { fillTallymark } from '../fill-tallymark.ts'
import { ChildServer } from '../http/child-server.ts'
import type { Connection } from '../http/connection.ts'
import { ratesOf, type Way } from '../rates.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'
import { briefsMessage, briefsUser, fillBriefsDatabase, openBriefsDatabase } from '../sqlite/briefs-schema.ts'
import { BriefsWay } from '../sqlite/briefs-way.ts'
import { inTurn } from '../work-in-turn.ts'
import { CALLERS } from './marks.ts'

const CROWD: Crowd = { conversations: 16, members: 100, messages: 200 }
/** Of the form that the server gives out, so that looking it up costs what it always costs. */
const API_KEY = `tmk_${'0'.repeat(16)}_${'k'.repeat(43)}`

/** Marks over HTTP on 256 keep-alive connections, the server in a process of its own, in conversations of 100. */
export const http: Scenario = { names: ['http.marks', 'http.marks.bare'], measure }

async function measure(effort: Effort): Promise<readonly Figure[]> {
  using folder = new ScratchFolder()
  const file = folder.file('ours.db')
  await fillTallymark(file, CROWD)
  const database = openBriefsDatabase(folder.file('brief.db'))
  fillBriefsDatabase(database, CROWD)
  const ours = await ChildServer.start('tallymark-server.ts', [file, API_KEY], CALLERS)
  const bare = await ChildServer.start('bare-route.ts', [], CALLERS)
  try {
    const ways = [overHttp('ours', ours.connections), overHttp('bare', bare.connections)]
    return figuresOf(await ratesOf([...ways, briefsWay(new BriefsWay(database))], effort))
  } finally {
    await ours.stop()
    await bare.stop()
    database.close()
  }
}

function overHttp(name: string, connections: readonly Connection[]): Way {
  const callers = new Callers(CROWD, connections.length)
  const head = `authorization: Bearer ${API_KEY}\r\n`
  return {
    name,
    work: (untilMs) =>
      callers.work(untilMs, (reading, caller) => {
        const { conversationId, ...body } = singleRead(CROWD, reading)
        const connection = connections[caller] as Connection
        return connection.post(`/v1/conversations/${conversationId}/read`, head, JSON.stringify(body))
      }),
  }
}

const briefsWay = (way: BriefsWay): Way =>
  inTurn('brief', readingsInTurn(CROWD, CALLERS), 1, ([reading]) => {
    const { conversation, member, seq } = reading as Reading
    way.markRead(briefsMessage(CROWD, conversation, seq), briefsUser(CROWD, conversation, member))
  })

function figuresOf({ ours = 0, bare = 0, brief = 0 }: Readonly<Record<string, number>>): readonly Figure[] {
  const shared = { value: ours, unit: 'marks/s' }
  return [
    {
      ...shared,
      name: 'http.marks',
      against: `a row per message and recipient, called in-process: ${Math.round(brief)} marks/s`,
      ratio: ours / brief,
      target: { ratio: 2 },
    },
    {
      ...shared,
      name: 'http.marks.bare',
      against: `a bare route that validates the body: ${Math.round(bare)} requests/s`,
      ratio: ours / bare,
      target: { ratio: 0.6 },
    },
  ]
}
