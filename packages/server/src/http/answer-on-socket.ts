import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refusal } from '@tallymark/core'
import { problemOf } from './problem.ts'
import { headersOf } from './send.ts'

/** Answers with the problem that a refusal is, where no request came to be (HTT1), and hangs up. */
export function answerOnSocket(socket: Duplex, refusal: Refusal): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const problem = problemOf(refusal)
  const body = JSON.stringify(problem)
  const headers = { ...headersOf(problem), 'content-length': Buffer.byteLength(body), connection: 'close' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.once('finish', () => socket.destroy())
  socket.end([`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...lines, '', body].join('\r\n'))
}
