import { createClient } from '@tallymark/client'
import { SeenBy, TallymarkProvider, Ticks, UnreadBadge, UnreadDivider, useMarkRead } from '@tallymark/react'
import '@tallymark/client/styles.css'
import { type Chat, fetchToken, type Message, me, receipts } from './your-chat.ts'

const client = createClient({ url: receipts, userId: me, token: fetchToken })

export const ChatPage = ({ chat }: { chat: Chat }) => (
  <TallymarkProvider client={client}>
    {chat.title} <UnreadBadge conversationId={chat.id} />
    {chat.messages.map((message) => (
      <MessageRow key={message.id} chat={chat} message={message} />
    ))}
  </TallymarkProvider>
)

function MessageRow({ chat, message }: { chat: Chat; message: Message }) {
  const of = { conversationId: chat.id, messageId: message.id }
  return (
    <div ref={useMarkRead(of)}>
      <UnreadDivider {...of} />
      {message.text}
      {message.senderId === me && <Ticks {...of} />}
      {message.senderId === me && <SeenBy {...of} />}
    </div>
  )
}
