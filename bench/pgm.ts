import { Callers, singleRead } from './src/callers.ts'
import { PostgresDatabase } from './src/postgres/postgres-database.ts'
import { openTallymark } from 'tallymark'
import { readFileSync, readdirSync } from 'node:fs'
const members = Number(process.argv[2] ?? 2), connections = Number(process.argv[3] ?? 4), ms = 3000, CALLERS = 256
const crowd = members === 2 ? { conversations: 1024, members: 2, messages: 300 } : members===100 ? { conversations: 16, members: 100, messages: 200 } : { conversations: 2, members: 1000, messages: 160 }
const db = await PostgresDatabase.open()
const place = await db.filled(crowd)
const parent = readdirSync('/proc').filter((p) => /^\d+$/.test(p)).find((p) => { try { return readFileSync(`/proc/${p}/cmdline`,'utf8').includes(String(new URL(place.url).port)) && readFileSync(`/proc/${p}/comm`,'utf8').startsWith('postgres') } catch { return false } })
const cpu = () => { const m = new Map<string, number>(); for (const p of readdirSync('/proc')) { if (!/^\d+$/.test(p)) continue; try { if (!readFileSync(`/proc/${p}/cmdline`,'utf8').startsWith('postgres:')) continue; const s = readFileSync(`/proc/${p}/stat`,'utf8').split(') ')[1]!.split(' '); if (s[1] !== parent) continue; m.set(p, (Number(s[11])+Number(s[12]))*10) } catch {} } return m }
const tallymark = await openTallymark({ database: place.url, postgres: { schema: place.schema, connections } })
const callers = new Callers(crowd, CALLERS)
for (let round = 0; round < 3; round++) {
  const c0 = cpu(), n0 = process.cpuUsage(), t0 = performance.now()
  const done = await callers.work(performance.now() + ms, (r: never) => tallymark.markRead(singleRead(crowd, r) as never))
  const t = performance.now() - t0, n = process.cpuUsage(n0); let pgc = 0
  for (const [p, v] of cpu()) pgc += v - (c0.get(p) ?? 0)
  console.log(`members ${members} conns ${connections} names ${process.env.TM_NAMES ?? 0}: ${(done/t*1000).toFixed(0)}/s pg ${(pgc*1000/done).toFixed(1)} µs node ${((n.user+n.system)/done).toFixed(1)} µs`)
}
await tallymark.close(); await place[Symbol.asyncDispose](); await db[Symbol.asyncDispose]()
