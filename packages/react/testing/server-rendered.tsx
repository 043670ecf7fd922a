import type { Client } from '@tallymark/client'
import {
  Announcer,
  JumpToUnread,
  ReceiptSettings,
  SeenBy,
  Summary,
  TallymarkProvider,
  Ticks,
  UnreadBadge,
  UnreadDivider,
  useConnection,
  useInbox,
  useMarkRead,
  useMessageStatus,
  useReaders,
  useReading,
  useSummaries,
  useUnread,
} from '@tallymark/react'
import type { ReactNode } from 'react'

const of = { conversationId: 'c1', messageId: 'm1' }
const keep = (): void => {}

/** A page that has every part and calls every hook. */
export const ServerRendered = ({ client }: { readonly client: Client | null }): ReactNode => (
  <TallymarkProvider client={client}>
    <UnreadBadge />
    <UnreadBadge conversationId="c1" />
    <Row />
    <JumpToUnread conversationId="c1" />
    <ReceiptSettings value="everything" onChange={keep} private={false} onPrivateChange={keep} />
    <Announcer conversationId="c1" />
  </TallymarkProvider>
)

function Row(): ReactNode {
  const read = useReading('c1', { policy: 'manual' })
  const known = [
    useConnection().state,
    useInbox().state,
    useUnread('c1').unreadCount,
    useSummaries('c1').length,
    useMessageStatus('c1', 'm1')?.readCount,
    useReaders(of).state,
  ]
  return (
    <div ref={useMarkRead(of)}>
      <UnreadDivider {...of} />
      <span ref={read('m1')}>{known.join(' ')}</span>
      <Ticks {...of} />
      <Summary {...of} />
      <SeenBy {...of} />
    </div>
  )
}
