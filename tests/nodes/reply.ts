import { KEY } from './server-node.ts'

/** What came back over HTTP: an answer, or the code of a refusal. */
export interface Reply {
  readonly status: number
  readonly answer: unknown
  readonly code: string | undefined
}

/** Asks a node with the API key; `undefined` if the connection ended before the whole answer was there. */
export async function replyOf(url: string, method: string, body?: object): Promise<Reply | undefined> {
  const type = body !== undefined && { 'content-type': 'application/json' }
  const headers = { authorization: `Bearer ${KEY}`, ...type }
  try {
    const response = await fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
    const answer: unknown = await response.json()
    return { status: response.status, answer, code: (answer as { readonly code?: string }).code }
  } catch {
    return undefined
  }
}
