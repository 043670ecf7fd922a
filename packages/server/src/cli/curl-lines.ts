import type { Examples } from './examples.ts'

/** A command line to paste, and what it shows. */
export interface CurlLine {
  readonly shows: string
  readonly line: string
}

/** Three lines for bash and curl. `key` is a key, or the name of a shell variable with a dollar before it. */
export function curlLines(address: string, key: string, examples: Examples): readonly CurlLine[] {
  const { conversationId, messageId, readerId, pendingId } = examples
  const conversation = `${address}/v1/conversations/${encodeURIComponent(conversationId)}`
  const status = `${conversation}/messages/${encodeURIComponent(messageId)}/status`
  const inbox = `${address}/v1/inbox?userId=${encodeURIComponent(readerId)}`
  const curl = `curl -sS -w '\\n' -H "Authorization: Bearer ${key}"`
  const summary = `${curl} ${quote(`${status}?filter=read&limit=1`)} | grep -o '"summaryText":"[^"]*"'`
  const body = quote(JSON.stringify({ recipientId: pendingId, messageId }))
  const mark = `${curl} -H 'Content-Type: application/json' -d ${body} ${quote(`${conversation}/read`)}`
  return [
    { shows: `Who read ${messageId}, and when`, line: `${curl} ${quote(`${status}?filter=read&limit=4`)}` },
    { shows: `What ${readerId}, who read it, has not read`, line: `${curl} ${quote(inbox)}` },
    {
      shows: `${pendingId} reads ${messageId}: the status, the mark, the status again`,
      line: `summary() { ${summary}; }; summary && ${mark} && summary`,
    },
  ]
}

/** A text as one word of bash. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
