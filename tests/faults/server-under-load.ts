import { Agent, request } from 'node:http'
import { CONVERSATION } from './ledger.ts'
import { PEOPLE, type UnderLoad } from './load.ts'

/** What came back over HTTP; `undefined` if the connection ended before a whole answer did. */
interface Reply {
  readonly status: number
  readonly body: unknown
}

/** A server as one that takes load over HTTP, on connections that are kept. */
export class ServerUnderLoad implements UnderLoad, Disposable {
  readonly #agent = new Agent({ keepAlive: true })
  readonly #address: string
  readonly #key: string

  constructor(address: string, key: string) {
    this.#address = address
    this.#key = key
  }

  /** Creates the conversation if it is not there. */
  async prepare(): Promise<void> {
    const reply = await this.#send('PUT', '', { participants: PEOPLE })
    if (reply === undefined || reply.status >= 300) throw new Error(`not created: ${JSON.stringify(reply)}`)
  }

  async post(messageId: string, senderId: string): Promise<number | 'refused' | 'unanswered'> {
    const reply = await this.#send('POST', '/messages', { messageId, senderId })
    if (reply === undefined) return 'unanswered'
    return reply.status < 300 ? (reply.body as { seq: number }).seq : 'refused'
  }

  async read(messageId: string, recipientId: string): Promise<'acknowledged' | 'refused' | 'unanswered'> {
    const reply = await this.#send('POST', '/read', { messageIds: [messageId], recipientId })
    if (reply === undefined) return 'unanswered'
    return reply.status < 300 ? 'acknowledged' : 'refused'
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }

  #send(method: string, path: string, body: unknown): Promise<Reply | undefined> {
    const { promise, resolve } = Promise.withResolvers<Reply | undefined>()
    const headers = { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' }
    const url = `${this.#address}/v1/conversations/${CONVERSATION}${path}`
    const sent = request(url, { method, headers, agent: this.#agent }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('close', () => {
        resolve(response.complete ? { status: response.statusCode as number, body: JSON.parse(text) } : undefined)
      })
    })
    sent.on('error', () => resolve(undefined))
    sent.end(JSON.stringify(body))
    return promise
  }
}
