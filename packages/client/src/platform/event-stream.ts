import { LOST, type Transport } from '../ports/transport.ts'
import { takeEvents } from './event-texts.ts'

/** The close codes that refusals by status stand for; whatever else fails was lost. */
const CODES: Readonly<Record<number, number>> = { 401: 4500, 403: 4500, 429: 4003, 503: 4003 }

/** Frames of the server as server-sent events, frames to it by POST to the feed's own session, one after the other (CON8). */
export const eventStream: Transport = ({ url, token, userId, heard, ended }) => {
  const feed = `${url.replace(/^ws/, 'http')}/v1/feed/events`
  const stop = new AbortController()
  const { signal } = stop
  let bearer = token
  let session: string | undefined
  let posted = Promise.resolve()

  const request = async (address: string, body?: string): Promise<Response> => {
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }
    const response = await fetch(address, { headers, signal, ...(body && { method: 'POST', body }) })
    if (!response.ok) end(CODES[response.status])
    return response
  }
  const end = (code = LOST): void => {
    if (!signal.aborted) ended(code)
    stop.abort()
  }
  const listen = async (): Promise<void> => {
    const { body } = await request(`${feed}?userId=${encodeURIComponent(userId)}`)
    await takeEvents(body as NonNullable<typeof body>, (text) => {
      session ??= (JSON.parse(text) as { readonly session?: string }).session
      if (!signal.aborted) heard(text)
    })
  }
  const send = (text: string): void => {
    const post = async (): Promise<void> => {
      await request(`${feed}/${session}`, `{"frames":[${text}]}`)
    }
    posted = posted.then(post).catch(() => end())
  }
  listen().then(
    () => end(),
    () => end(),
  )
  return {
    send,
    renew(newer) {
      bearer = newer
      send(JSON.stringify({ type: 'renew', token: newer }))
    },
    close: () => stop.abort(),
  }
}
