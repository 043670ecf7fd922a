// In one terminal `KEY=tmk_… npm run tick -- ana`, in another one `KEY=tmk_… npm run tick -- bo`; Enter sends as ana, reads as bo.
import { createInterface } from 'node:readline'
import { createClient } from '@tallymark/client'
import { summaryText } from '@tallymark/core'

const { KEY, URL = 'http://127.0.0.1:7410' } = process.env
const me = process.argv[2] ?? 'ana'
const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
const chat = (method, path, body) => fetch(`${URL}/v1/${path}`, { method, headers, body: JSON.stringify(body) })
const made = await chat('PUT', 'conversations/tea', { participants: ['ana', 'bo'] }).catch(() => undefined)
if (!made?.ok) {
  console.error(
    made
      ? `${URL} refused: ${(await made.json()).detail}`
      : `${URL} is not reached: start a server first, by npm start.`,
  )
  process.exit(1)
}

const client = createClient({ url: URL, userId: me, token: () => KEY })
const tea = client.conversation('tea')
const told = new Map()
tea.subscribe(() => {
  for (const message of tea.getSnapshot().messages) {
    const text = message.overallStatus === null ? 'deleted' : summaryText(message)
    if (told.get(message.messageId) !== text) console.log(`${message.messageId} of ${message.senderId}: ${text}`)
    told.set(message.messageId, text)
  }
})

createInterface({ input: process.stdin }).on('line', () => {
  const last = tea.getSnapshot().messages.at(-1)
  if (me === 'ana') void chat('POST', 'conversations/tea/messages', { messageId: `m${Date.now()}`, senderId: 'ana' })
  else if (last) tea.markRead({ upToMessageId: last.messageId })
})
