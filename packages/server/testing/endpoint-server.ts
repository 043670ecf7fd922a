import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { answerOnSocket } from '../src/http/answer-on-socket.ts'
import { Traffic } from '../src/realtime/endpoint/traffic.ts'
import { WebSocketEndpoint, type WebSocketParts } from '../src/realtime/endpoint/web-socket-endpoint.ts'
import { FakeDoor } from './fake-door.ts'
import { HandTimers } from './hand-timers.ts'

/** WebSockets on a port of their own, with nothing behind them. */
export interface EndpointServer extends AsyncDisposable {
  readonly door: FakeDoor
  readonly timers: HandTimers
  readonly endpoint: WebSocketEndpoint
  readonly server: Server
  readonly port: number
  /** The sockets of the server's side that are open. */
  readonly sockets: ReadonlySet<Socket>
}

export async function startEndpoint(parts: Partial<WebSocketParts> = {}): Promise<EndpointServer> {
  const door = new FakeDoor()
  const timers = new HandTimers()
  const endpoint = new WebSocketEndpoint({
    feeds: door,
    traffic: new Traffic(),
    timers,
    limits: { connections: 2_000, silenceMs: 60_000 },
    allowedOrigins: [],
    isOpen: () => true,
    answer: answerOnSocket,
    ...parts,
  })
  const server = createServer()
  endpoint.attach(server)
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const end = async () => {
    endpoint.end()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { door, timers, endpoint, server, port, sockets, [Symbol.asyncDispose]: end }
}
