import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { beforeEach, expect, test } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { TcpProxy } from '../../packages/server/testing/tcp-proxy.ts'

/** A server that says back what it is told, through a proxy. */
class Echo implements AsyncDisposable {
  readonly proxy: TcpProxy
  readonly #server: ReturnType<typeof createServer>
  /** What the server was told, piece by piece. */
  readonly pieces: string[] = []

  private constructor(server: ReturnType<typeof createServer>, proxy: TcpProxy) {
    this.#server = server
    this.proxy = proxy
    server.on('connection', (socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (some) => {
        this.pieces.push(String(some))
        socket.write(some)
      })
    })
  }

  static async start(): Promise<Echo> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Echo(server, await TcpProxy.before((server.address() as AddressInfo).port))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]()
    this.#server.close()
  }
}

/** A client of the proxy, with what it heard and how it ended. */
class Client implements Disposable {
  readonly socket: Socket
  heard = ''
  end: string | undefined

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1').setEncoding('utf8')
    this.socket.on('data', (some: string) => {
      this.heard += some
    })
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.end = error.code
    })
    this.socket.on('close', () => {
      this.end ??= 'closed'
    })
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }
}

let echo: Echo
beforeEach(async () => {
  echo = await Echo.start()
  return () => echo[Symbol.asyncDispose]()
})

/** Long enough for something that must not happen. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 100))

test('everything passes, large or small, and an end too', async () => {
  using client = new Client(echo.proxy.port)
  const text = 'm1 é'.repeat(500_000)
  client.socket.end(text)
  await eventually(() => client.end).toBe('closed')
  expect(client.heard === text).toBe(true)
  await eventually(() => echo.proxy.connections).toBe(0)
})

test('a cut resets all connections, and new ones pass', async () => {
  using client = new Client(echo.proxy.port)
  client.socket.write('m1')
  await eventually(() => client.heard).toBe('m1')
  echo.proxy.cut()
  await eventually(() => client.end).toBe('ECONNRESET')
  using next = new Client(echo.proxy.port)
  next.socket.write('m2')
  await eventually(() => next.heard).toBe('m2')
})

test('refusing concerns new connections, until they are accepted again', async () => {
  using client = new Client(echo.proxy.port)
  await once(client.socket, 'connect')
  echo.proxy.refuse()
  using refused = new Client(echo.proxy.port)
  await eventually(() => refused.end).toBe('ECONNREFUSED')
  client.socket.write('m1')
  await eventually(() => client.heard).toBe('m1')
  await echo.proxy.accept()
  using next = new Client(echo.proxy.port)
  next.socket.write('m2')
  await eventually(() => next.heard).toBe('m2')
})

test.each([
  ['up', []],
  ['down', ['m1', 'm2']],
] as const)('what is stalled %s passes later', async (direction, told) => {
  using client = new Client(echo.proxy.port)
  echo.proxy.stall(direction)
  client.socket.write('m1')
  await aWhile()
  client.socket.write('m2')
  await aWhile()
  expect([client.heard, echo.pieces]).toEqual(['', told])
  echo.proxy.pass()
  await eventually(() => client.heard).toBe('m1m2')
  expect(client.end).toBeUndefined()
})

test('stalled both ways a new connection is accepted and hears nothing', async () => {
  echo.proxy.stall()
  using client = new Client(echo.proxy.port)
  await once(client.socket, 'connect')
  client.socket.write('m1')
  await aWhile()
  expect([client.heard, client.end, echo.pieces]).toEqual(['', undefined, []])
})

test('a stranded connection passes nothing any more, and new ones do', async () => {
  using client = new Client(echo.proxy.port)
  await once(client.socket, 'connect')
  client.socket.write('m1')
  await eventually(() => client.heard).toBe('m1')
  echo.proxy.strand()
  echo.proxy.pass()
  client.socket.write('m2')
  using next = new Client(echo.proxy.port)
  next.socket.write('m3')
  await eventually(() => next.heard).toBe('m3')
  expect([client.heard, client.end, echo.pieces]).toEqual(['m1', undefined, ['m1', 'm3']])
})

test('delayed and sliced it comes late and in pieces', async () => {
  using client = new Client(echo.proxy.port)
  await once(client.socket, 'connect')
  echo.proxy.delay(20)
  echo.proxy.slice(2)
  const begun = performance.now()
  client.socket.write('abcde')
  await eventually(() => client.heard).toBe('abcde')
  expect(performance.now() - begun).toBeGreaterThan(75)
  expect(echo.pieces).toEqual(['ab', 'cd', 'e'])
})
