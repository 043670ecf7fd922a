/** A recipient as the server would tell of it. */
export interface Told {
  readonly userId: string
  readonly readAt?: string
}

/** Answers for who has a message, one page at a time, and notes what it was asked. */
export class StatusServer {
  /** The search parts of what was asked, and whether it was called off. */
  readonly asked: { readonly query: URLSearchParams; readonly path: string; readonly signal: AbortSignal }[] = []
  recipients: readonly Told[] = []
  version = 1
  /** What the next requests are answered instead; `'lost'` is no answer at all. */
  readonly instead: (Response | 'lost')[] = []
  /** While it is set, answers wait. */
  held: Promise<void> | undefined
  namesAreHidden = false

  readonly fetch = async (path: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Response> => {
    const { pathname, searchParams } = new URL(path, 'https://r.example')
    this.asked.push({ query: searchParams, path: pathname, signal: signal as AbortSignal })
    await this.held
    const instead = this.instead.shift()
    if (instead === 'lost') throw new TypeError('fetch failed')
    return instead ?? Response.json(this.#page(searchParams))
  }

  /** The limits that were asked for, in order. */
  get limits(): readonly (string | null)[] {
    return this.asked.map(({ query }) => query.get('limit'))
  }

  #page(query: URLSearchParams): object {
    const [after, limit] = [Number(query.get('cursor') ?? 0), Number(query.get('limit'))]
    const page = this.recipients.slice(after, after + limit)
    const readCount = this.recipients.filter(({ readAt }) => readAt !== undefined).length
    return {
      totalRecipients: this.recipients.length,
      deliveredCount: readCount,
      readCount,
      hiddenCount: 0,
      version: this.version,
      nextCursor: after + limit < this.recipients.length ? String(after + limit) : null,
      recipientStatuses: this.namesAreHidden ? null : page.map(statusOf),
    }
  }
}

const statusOf = ({ userId, readAt = null }: { readonly userId: string; readonly readAt?: string | null }): object => ({
  userId,
  userName: userId.toUpperCase(),
  userAvatarUrl: null,
  deliveredAt: readAt,
  readAt,
  isDelivered: readAt !== null,
  isRead: readAt !== null,
})

/** A problem as the server words it. */
export const problem = (status: number, code: string): Response =>
  Response.json({ status, code, detail: `${code}!` }, { status })
