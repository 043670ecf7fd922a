import { type FormEvent, type KeyboardEvent, type ReactNode, useId } from 'react'
import { useDemo, useDevice, useWords } from '../demo-context.ts'
import type { ChatConversation } from '../messages/chat-message.ts'
import { usePaneView } from '../pane/pane-view.ts'
import { Icon } from '../parts/icon.tsx'

/** Where a message is written. The first person of the page finds one there already, to be sent at once. */
export function Composer({ conversation }: { readonly conversation: ChatConversation }): ReactNode {
  const { words } = useWords()
  const { chat, person } = useDevice()
  const { devices } = useDemo()
  const [{ drafts }, change] = usePaneView()
  const id = useId()
  const { conversationId, kind } = conversation
  const hasWritten = Object.keys(drafts).length > 0
  const isGreeted = devices.length > 1 && person === devices[0]?.person && kind === 'group' && !hasWritten
  const text = drafts[conversationId] ?? (isGreeted ? words.greeting : '')
  const write = (draft: string): void => change({ drafts: { ...drafts, [conversationId]: draft } })
  const send = (event?: FormEvent): void => {
    event?.preventDefault()
    if (text.trim() === '') return
    chat.send(conversationId, text.trim())
    write('')
  }
  const sendByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <form className="composer" onSubmit={send} data-greeted={isGreeted}>
      <label className="tallymark-visually-hidden" htmlFor={id}>
        {words.message}
      </label>
      <textarea
        id={id}
        rows={1}
        dir="auto"
        maxLength={4_000}
        placeholder={words.message}
        value={text}
        onChange={({ target }) => write(target.value)}
        onKeyDown={sendByKey}
      />
      <button type="submit" className="send" disabled={text.trim() === ''}>
        <Icon name="send" />
        <span>{words.send}</span>
      </button>
    </form>
  )
}
