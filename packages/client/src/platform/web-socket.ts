import { SUBPROTOCOL } from '@tallymark/core'
import type { Transport } from '../ports/transport.ts'

/** Frames over a WebSocket. The token goes in the first frame, never in the address (CON1). */
export const webSocket: Transport = ({ url, token, userId, heard, ended }) => {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/feed`, SUBPROTOCOL)
  const say = (frame: object): void => socket.send(JSON.stringify(frame))
  socket.onopen = () => say({ type: 'hello', token, userId })
  socket.onmessage = ({ data }) => heard(data)
  socket.onclose = ({ code }) => ended(code)
  // Its close tells; but where nobody listens to it, some end the process.
  socket.onerror = () => {}
  return {
    send: (text) => socket.send(text),
    renew: (newer) => say({ type: 'renew', token: newer }),
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null
      socket.close()
    },
  }
}
