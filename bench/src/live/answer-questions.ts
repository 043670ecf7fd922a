import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Question, Vitals } from './vitals.ts'

/** The shortest delay of the event loop that can be told, in milliseconds. */
const RESOLUTION_MS = 1

/**
 * Tells the process that started this one where this server listens and, whenever it asks, how it stands; ends with that process.
 * `framesSent` says how many the server has counted.
 */
export function answerQuestions(server: Server, framesSent: () => number): void {
  const bytesSent = countBytes(server)
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  const vitals = (): Vitals => {
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed, external } = process.memoryUsage()
    const longestPauseMs = Math.max(0, delays.max / 1e6 - RESOLUTION_MS)
    return {
      cpuMs: (user + system) / 1_000,
      framesSent: framesSent(),
      bytesSent: bytesSent(),
      rssBytes: rss,
      heapBytes: heapUsed + external,
      longestPauseMs,
    }
  }
  process.on('disconnect', () => process.exit())
  process.on('message', (question: Question) => {
    if (question === 'vitals after collecting garbage') collectGarbage()
    process.send?.(vitals())
    if (question !== 'pauses') return
    delays.enable()
    delays.reset()
  })
  process.send?.((server.address() as AddressInfo).port)
}

type Collect = (how: { readonly type: 'major'; readonly execution: 'sync'; readonly flavor: 'last-resort' }) => void

/** Collects all that is not alive, and gives the memory back. Threads would not start in a process that got the flag as an argument. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as Collect
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

/** Counts what a server writes, from now on. */
function countBytes(server: Server): () => number {
  const open = new Set<Socket>()
  let gone = 0
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      gone += socket.bytesWritten
    })
  })
  return () => [...open].reduce((sum, { bytesWritten }) => sum + bytesWritten, gone)
}
