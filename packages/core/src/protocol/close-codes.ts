/** Why a server closes a connection: one row a code, with whether to connect again, and what to do. 4000 to 4499: yes; from 4500: no. */
export const CLOSE_CODES = {
  stopping: { code: 4000, retry: true, detail: 'The server stops; connect again in a moment.' },
  silent: { code: 4001, retry: true, detail: 'Nothing was heard for too long; connect again.' },
  slow: { code: 4002, retry: true, detail: 'Too little was read for too long; connect again.' },
  overloaded: { code: 4003, retry: true, detail: 'Too many connections; connect again later.' },
  flood: { code: 4004, retry: true, detail: 'Too many frames; send fewer, and connect again later.' },
  internal: { code: 4005, retry: true, detail: 'Something went wrong on our side; connect again.' },
  no_hello: { code: 4006, retry: true, detail: 'Send hello with a token within 5 seconds of connecting.' },
  token_expired: { code: 4007, retry: true, detail: 'The token has ended; connect again with a new one.' },
  unauthenticated: { code: 4500, retry: false, detail: 'The token is not valid; get another.' },
  protocol_error: { code: 4501, retry: false, detail: 'This is no frame of the protocol; see its description.' },
  too_many_connections: { code: 4502, retry: false, detail: 'This user has too many connections; close some.' },
} as const

/** The name of a reason to close. */
export type CloseReason = keyof typeof CLOSE_CODES

/** The first code after which the same client need not connect again as it is. */
export const FINAL_CLOSE_CODE = 4500

/** Whether to connect again after this close code: those of RFC 6455 that a network or a restart brings about count as well. */
export const mayReconnect = (code: number): boolean =>
  code < FINAL_CLOSE_CODE && ![1002, 1003, 1007, 1009].includes(code)
