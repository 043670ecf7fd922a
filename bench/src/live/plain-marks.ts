import { once } from 'node:events'
import { createServer } from 'node:http'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { answerQuestions } from './answer-questions.ts'

/**
 * What is said over our sockets, over plain ones: whoever marks is answered by the mark's number, the others who are connected are told
 * of it, each by a frame of its own, and nothing is kept.
 */
const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
let framesSent = 0
const send = (socket: WebSocket, frame: object): void => {
  socket.send(JSON.stringify(frame))
  framesSent += 1
}
sockets.on('connection', (socket) => {
  socket.on('message', (data: RawData) => {
    const { id, conversationId, kind, messageIds } = JSON.parse(data.toString())
    send(socket, { type: 'marked', id, [kind]: messageIds })
    for (const other of sockets.clients)
      if (other !== socket) send(other, { type: 'change', conversationId, kind, messageIds })
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
answerQuestions(server, () => framesSent)
