import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** The opcodes of RFC 6455 §5.2. */
export const OPCODES = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const

/** The head of a request to become a WebSocket, with these headers beside what it needs. */
export const upgradeHead = (path: string, headers: Readonly<Record<string, string>> = {}): string =>
  [
    `GET ${path} HTTP/1.1`,
    ...Object.entries({
      host: 'tallymark.test',
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n')

/** A frame of a client, masked with zeros, as it goes over the network. */
export function rawFrame(opcode: number, payload: Buffer, { isLast = true } = {}): Buffer {
  const length = payload.length
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = (isLast ? 0x80 : 0) | opcode
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, Buffer.alloc(4), payload])
}

/** A client that says bytes as they are, and answers nothing by itself. */
export class RawClient implements Disposable {
  readonly socket: Socket
  heard: Buffer = Buffer.alloc(0)

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1')
    this.socket.on('error', () => undefined)
    this.socket.on('data', (some) => {
      this.heard = Buffer.concat([this.heard, some])
    })
  }

  say(...bytes: readonly (string | Buffer)[]): void {
    for (const some of bytes) this.socket.write(some)
  }

  /** The answer to a request to be upgraded: its first line, headers and, if it was refused, its body. */
  async answer(head: string): Promise<RawAnswer> {
    this.say(head)
    while (!this.heard.includes('\r\n\r\n')) await once(this.socket, 'data')
    const [top, rest = ''] = this.heard.toString('latin1').split('\r\n\r\n', 2) as [string, string?]
    const [first, ...lines] = top.split('\r\n') as [string, ...string[]]
    const headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(/: (.*)/, 2)))
    return { status: Number(first.split(' ')[1]), headers, body: rest.startsWith('{') ? JSON.parse(rest) : {} }
  }

  /** The code of the close frame that ends what was heard, once the server has hung up or `ms` are over. */
  async closeCode(): Promise<number | undefined> {
    const at = () => this.heard.findLastIndex((byte, i) => byte === 0x88 && i + 4 <= this.heard.length)
    while (at() === -1 && !this.socket.destroyed)
      await Promise.race([once(this.socket, 'data'), once(this.socket, 'close')])
    return at() === -1 ? undefined : this.heard.readUInt16BE(at() + 2)
  }

  async closed(): Promise<void> {
    if (!this.socket.destroyed) await once(this.socket, 'close')
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }
}

interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: { readonly code?: string; readonly detail?: string }
}
