import type { RecipientState } from '@tallymark/core'
import type { Client } from '../create-client-on.ts'
import type { Reader, ReadersOf, ReadersSnapshot } from './readers.ts'

/** How long an answer may take. */
const PATIENCE_MS = 30_000

/** A page of readers, and the message as a whole when it was made. */
export interface ReadersPage extends Counts {
  readonly readers: readonly Reader[]
  readonly hasNames: boolean
  readonly nextCursor: string | null
  readonly version: number
}

/** Why there is none. */
export interface ReadersFailure {
  readonly failure: NonNullable<ReadersSnapshot['failure']>
}

export type Counts = Pick<ReadersSnapshot, 'totalRecipients' | 'deliveredCount' | 'readCount' | 'hiddenCount'>

/** What the server answers, as far as it is used. */
interface StatusAnswer extends Counts {
  readonly recipientStatuses:
    | readonly {
        readonly userId: string
        readonly userName: string | null
        readonly userAvatarUrl: string | null
        readonly deliveredAt: string | null
        readonly readAt: string | null
        readonly isDelivered: boolean
        readonly isRead: boolean
      }[]
    | null
  readonly nextCursor: string | null
  readonly version: number
}

/** Asks for a page; a token that is refused is asked for anew, once. Never rejects. */
export async function askReaders(
  client: Pick<Client, 'fetch' | 'userId'>,
  { conversationId, messageId, filter }: ReadersOf,
  page: { readonly limit: number; readonly cursor: string | null },
  signal: AbortSignal,
): Promise<ReadersPage | ReadersFailure> {
  // An API key sees what its user would, no more.
  const query = new URLSearchParams({ viewerId: client.userId, limit: String(page.limit) })
  if (filter) query.set('filter', filter)
  if (page.cursor) query.set('cursor', page.cursor)
  const of = [conversationId, messageId].map(encodeURIComponent)
  const path = `/v1/conversations/${of[0]}/messages/${of[1]}/status?${query}`
  const init = { signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) }
  try {
    let response = await client.fetch(path, init)
    if (response.status === 401) response = await client.fetch(path, init)
    return response.ok ? pageOf((await response.json()) as StatusAnswer) : failureOf(await response.json())
  } catch (error) {
    return failureOf({ detail: String(error) })
  }
}

const pageOf = (answer: StatusAnswer): ReadersPage => ({
  ...countsOf(answer),
  hasNames: answer.recipientStatuses !== null,
  nextCursor: answer.nextCursor,
  version: answer.version,
  readers: (answer.recipientStatuses ?? []).map(({ userId, userName, userAvatarUrl, ...of }) => {
    const status: RecipientState = of.isRead ? 'read' : of.isDelivered ? 'delivered' : 'pending'
    return { userId, userName, userAvatarUrl, deliveredAt: dateOf(of.deliveredAt), readAt: dateOf(of.readAt), status }
  }),
})

/** The counts alone. */
export const countsOf = ({ totalRecipients, deliveredCount, readCount, hiddenCount }: Counts): Counts => ({
  totalRecipients,
  deliveredCount,
  readCount,
  hiddenCount,
})

/** What is no problem of the server's is something else that stands between. */
const failureOf = ({ code = 'unreachable', detail = '' }: { code?: string; detail?: string }): ReadersFailure => ({
  failure: { code, detail },
})

const dateOf = (time: string | null): Date | null => (time === null ? null : new Date(time))
