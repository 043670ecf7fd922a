import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'

/** A client of an event stream: the bytes that came, and the data of each event. */
export class EventListener implements Disposable {
  readonly response: IncomingMessage
  readonly #request: ClientRequest
  text = ''

  private constructor(request: ClientRequest, response: IncomingMessage) {
    this.#request = request
    this.response = response
    response.setEncoding('utf8').on('data', (some: string) => {
      this.text += some
    })
    response.on('error', () => undefined)
  }

  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<EventListener> {
    const asked = request(url, { headers, agent: false })
    asked.end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    asked.on('error', () => undefined)
    return new EventListener(asked, response)
  }

  /** What each event says. */
  get events(): readonly string[] {
    return this.text.split('\n\n').flatMap((event) => (event.startsWith('data: ') ? [event.slice(6)] : []))
  }

  async ended(): Promise<void> {
    if (!this.response.closed) await once(this.response, 'close')
  }

  [Symbol.dispose](): void {
    this.#request.destroy()
  }
}
