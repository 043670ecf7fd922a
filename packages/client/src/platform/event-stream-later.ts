import { LOST, type Transport, type Wire } from '../ports/transport.ts'

/** Server-sent events, whose code is loaded only where WebSockets do not get through (CLT8). */
export const eventStreamLater: Transport = (call) => {
  let wire: Wire | undefined
  let isClosed = false
  import('./event-stream.ts').then(
    ({ eventStream }) => {
      if (!isClosed) wire = eventStream(call)
    },
    () => {
      if (!isClosed) call.ended(LOST)
    },
  )
  return {
    send: (text) => wire?.send(text),
    renew: (newer) => wire?.renew(newer),
    close() {
      isClosed = true
      wire?.close()
    },
  }
}
