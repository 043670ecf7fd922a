import type { Socket } from 'node:net'
import { refuse } from '@tallymark/core'
import { answerOnSocket } from './answer-on-socket.ts'

/** Answers what Node could not read as a request, and hangs up. */
export function answerMalformed(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET') socket.destroy()
  else answerOnSocket(socket, refuse('malformed_request'))
}
