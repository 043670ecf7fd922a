import { once } from 'node:events'
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { answerQuestions } from './answer-questions.ts'

/**
 * A plain server of WebSockets that sends whatever one client says to all clients, itself included, as it came: one broadcast a
 * mark, without looking at it and without keeping it. To one client alone it is an echo.
 */
const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
let framesSent = 0
sockets.on('connection', (socket) => {
  socket.on('message', (data) => {
    for (const other of sockets.clients) other.send(data, { binary: false })
    framesSent += sockets.clients.size
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
answerQuestions(server, () => framesSent)
