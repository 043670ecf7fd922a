/** Why a request is refused: one row a code, with the HTTP status, whether the same request may succeed later, and what to do. */
export const REFUSALS = {
  invalid_input: {
    status: 422,
    retry: false,
    title: 'The request is not valid',
    detail: 'Mend what `errors` names and send it again.',
  },
  malformed_request: {
    status: 400,
    retry: false,
    title: 'The request is not valid HTTP',
    detail: 'Send HTTP/1.1 with at most 8 KiB of headers, in time, and an address whose percent-encoding is UTF-8.',
  },
  malformed_json: {
    status: 400,
    retry: false,
    title: 'The body is not JSON',
    detail: 'Send one JSON object, encoded as UTF-8.',
  },
  too_deep: {
    status: 400,
    retry: false,
    title: 'The body is nested too deeply',
    detail: 'Send JSON of at most 32 levels.',
  },
  body_too_large: {
    status: 413,
    retry: false,
    title: 'The body is too large',
    detail: 'Send at most 1 MiB; split the request.',
  },
  unsupported_media_type: {
    status: 415,
    retry: false,
    title: 'The body is of another type',
    detail: 'Send it with content-type: application/json.',
  },
  unknown_route: {
    status: 404,
    retry: false,
    title: 'There is nothing at this address',
    detail: 'See /docs for what there is.',
  },
  unknown_session: {
    status: 404,
    retry: false,
    title: 'There is no such feed of yours',
    detail: 'Open one with GET /v1/feed/events; its first frame, welcome, names the session.',
  },
  bad_upgrade: {
    status: 400,
    retry: false,
    title: 'This cannot become the WebSocket of a feed',
    detail: 'Offer the subprotocol tallymark.1, or none.',
  },
  origin_not_allowed: {
    status: 403,
    retry: false,
    title: 'Pages of this origin may not connect',
    detail: 'Add the origin to the setting --allowed-origins of the server.',
  },
  too_many_watches: {
    status: 429,
    retry: false,
    title: 'This connection watches too many conversations',
    detail: 'Unwatch those that are not on the screen.',
  },
  unauthenticated: {
    status: 401,
    retry: false,
    title: 'Who is asking is not known',
    detail: 'Send the header Authorization: Bearer TOKEN, where TOKEN is a valid API key or an unexpired JWT.',
  },
  not_yours: {
    status: 403,
    retry: false,
    title: 'This is for another user',
    detail: 'With a JWT you act only as its sub; leave out the user id, or use an API key.',
  },
  api_key_required: {
    status: 403,
    retry: false,
    title: 'Only the chat itself may do this',
    detail: 'Call it from your server with an API key.',
  },
  unknown_conversation: {
    status: 404,
    retry: false,
    title: 'There is no such conversation',
    detail: 'Create it with PUT /v1/conversations/{conversationId} first.',
  },
  unknown_message: {
    status: 404,
    retry: false,
    title: 'There is no such message',
    detail: 'Post it to this conversation first.',
  },
  unknown_user: {
    status: 404,
    retry: false,
    title: 'There is no such user',
    detail: 'Create the user with PUT /v1/users/{userId} first, or let it join a conversation.',
  },
  not_a_participant: {
    status: 403,
    retry: false,
    title: 'The user is not in this conversation',
    detail: 'Let the user join first.',
  },
  left_conversation: {
    status: 403,
    retry: false,
    title: 'The user has left this conversation',
    detail: 'Let the user join again first.',
  },
  outside_membership: {
    status: 403,
    retry: false,
    title: 'The user was not in the conversation at this message',
    detail: 'Name only messages that the user was a member for, or mark up to a message: that is clipped.',
  },
  hidden: {
    status: 403,
    retry: false,
    title: 'Receipts of this message are not shown to this viewer',
    detail: 'In this conversation only the sender of a message sees its receipts.',
  },
  message_deleted: {
    status: 410,
    retry: false,
    title: 'The message is deleted',
    detail: 'It counts nowhere; take it off the screen.',
  },
  message_conflict: {
    status: 409,
    retry: false,
    title: 'This message id belongs to another sender',
    detail: 'Give each message of a conversation an id of its own.',
  },
  conversation_exists: {
    status: 409,
    retry: false,
    title: 'The conversation exists',
    detail:
      'Add people with PUT /v1/conversations/{conversationId}/participants/{userId}; leave out participants to change settings.',
  },
  beyond_head: {
    status: 409,
    retry: false,
    title: 'The mark goes beyond the newest message',
    detail: 'Mark only messages that were posted.',
  },
  too_many_gaps: {
    status: 409,
    retry: false,
    title: 'The set of marked messages has too many gaps',
    detail: 'Mark up to a message instead of single ones: that closes the gaps.',
  },
  sharing_required: {
    status: 409,
    retry: false,
    title: 'This conversation requires receipts',
    detail: 'Send the mark without private.',
  },
  not_applied: {
    status: 409,
    retry: false,
    title: 'A neighbour of this mark was refused',
    detail: 'Marks of one conversation in one request are applied all or not at all; mend the refused one.',
  },
  invalid_cursor: {
    status: 422,
    retry: false,
    title: 'The cursor is not one of ours',
    detail: 'Send the nextCursor of an earlier answer, or none.',
  },
  overloaded: {
    status: 503,
    retry: true,
    title: 'Too much is waiting',
    detail: 'Nothing was changed; send it again after the time in Retry-After.',
  },
  storage_unavailable: {
    status: 503,
    retry: true,
    title: 'The database fails at present',
    detail: 'Bring it back or free space on its disk, then send it again; marking again is harmless.',
  },
  stopping: {
    status: 503,
    retry: true,
    title: 'Nothing more is taken here',
    detail: 'The server is stopping and has changed nothing; send it again in a moment.',
  },
  internal: {
    status: 500,
    retry: true,
    title: 'Something went wrong on our side',
    detail: 'Send it again; if it stays so, report it with the time.',
  },
} as const

/** The name of a reason. Never changes its meaning. */
export type RefusalCode = keyof typeof REFUSALS

/** One fault of an invalid request. */
export interface InputFault {
  /** Where: the keys and positions that lead to it, joined by dots; empty for the whole. */
  readonly path: string
  readonly message: string
}

/** An outcome that is not what was asked for: nothing was changed. */
export interface Refusal {
  readonly refused: RefusalCode
  /** A sentence about this very case, where the table's own does not say enough. */
  readonly detail?: string
  /** How long to wait before trying again, in milliseconds. */
  readonly retryAfterMs?: number
  readonly errors?: readonly InputFault[]
}

/** Whether an outcome is a refusal. */
export const isRefusal = (outcome: unknown): outcome is Refusal =>
  typeof outcome === 'object' && outcome !== null && 'refused' in outcome

/** A refusal with this code. */
export const refuse = (refused: RefusalCode, detail?: string): Refusal =>
  detail === undefined ? { refused } : { refused, detail }
