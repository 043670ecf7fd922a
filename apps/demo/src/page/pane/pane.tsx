import { TallymarkProvider } from '@tallymark/react'
import { type CSSProperties, type ReactNode, useEffect } from 'react'
import { useShown } from '../cell.ts'
import { DeviceContext, useWords } from '../demo-context.ts'
import type { Device } from '../person/device.ts'
import { Thread } from '../thread/thread.tsx'
import { ConversationList } from './conversation-list.tsx'
import { PaneHeader } from './pane-header.tsx'
import { PaneViewContext, usePaneViewState } from './pane-view.ts'
import { SettingsSheet } from './settings-sheet.tsx'

interface PaneProps {
  readonly device: Device
  /** Whether it is the one that a narrow screen shows. */
  readonly isCurrent: boolean
}

/** One person's chat, complete: a client, a connection and a screen of its own. */
export function Pane({ device, isCurrent }: PaneProps): ReactNode {
  const { parts } = useWords()
  const state = usePaneViewState()
  const [view, change] = state
  const { person, chat, client, attention } = device
  const { conversations } = useShown(chat.chat)
  const isHidden = useShown(attention.isHidden)
  const conversation = conversations.find(({ conversationId }) => conversationId === view.conversationId)
  useEffect(() => {
    const first = conversations.find(({ kind }) => kind === 'group') ?? conversations[0]
    if (view.conversationId === undefined && first) change({ conversationId: first.conversationId })
  }, [conversations, view.conversationId, change])
  return (
    <DeviceContext value={device}>
      <PaneViewContext value={state}>
        <TallymarkProvider client={client} language={parts}>
          <section
            className="pane"
            aria-label={person.name}
            data-current={isCurrent}
            data-list={view.isListShown}
            data-hidden-tab={isHidden}
            style={{ '--hue': person.color } as CSSProperties}
          >
            <PaneHeader />
            <div className="pane-body" inert={isHidden}>
              <ConversationList conversations={conversations} />
              {conversation && <Thread key={conversation.conversationId} conversation={conversation} />}
              {view.sheet === 'settings' && <SettingsSheet />}
            </div>
            {isHidden && <HiddenLabel />}
          </section>
        </TallymarkProvider>
      </PaneViewContext>
    </DeviceContext>
  )
}

function HiddenLabel(): ReactNode {
  const { words } = useWords()
  return <p className="hidden-label">{words.hiddenMeans}</p>
}
