import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { useDevice, useWords } from '../demo-context.ts'
import type { ChatConversation, ChatMessage } from '../messages/chat-message.ts'
import type { MenuPlace } from './use-menu-gestures.ts'

export type OpenMenu = (message: ChatMessage, place: MenuPlace) => void

interface MessageMenuProps {
  readonly conversation: ChatConversation
  readonly message: ChatMessage
  readonly place: MenuPlace
  readonly onClose: () => void
}

interface Item {
  readonly label: string
  readonly isGrave?: boolean
  readonly run: () => void
}

/** What can be done with a message. */
export function MessageMenu({ conversation, message, place, onClose }: MessageMenuProps): ReactNode {
  const { words } = useWords()
  const items = useItems(conversation, message)
  const menu = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => putInSight(menu.current, place), [place])
  const close = (): void => {
    onClose()
    place.opener.focus({ preventScroll: true })
  }
  useClosedFromOutside(menu, onClose)
  return createPortal(
    <div ref={menu} className="menu" role="menu" aria-label={words.options} onKeyDown={(event) => move(event, close)}>
      {items.map(({ label, isGrave, run }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          data-grave={isGrave}
          onClick={() => {
            close()
            run()
          }}
        >
          {label}
        </button>
      ))}
    </div>,
    document.querySelector('main') ?? document.body,
  )
}

function useItems({ conversationId }: ChatConversation, message: ChatMessage): readonly Item[] {
  const { words } = useWords()
  const { person, client, chat } = useDevice()
  const { messageId, senderId, state } = message
  const fromMessageId = messageId
  const isOwn = senderId === person.userId
  return [
    ...(state === 'sent' && !isOwn
      ? [{ label: words.markUnread, run: () => client.conversation(conversationId).markUnread({ fromMessageId }) }]
      : []),
    ...(state === 'failed' ? [{ label: words.sendAgain, run: () => chat.resend(conversationId, message) }] : []),
    ...(state === 'sent' && isOwn
      ? [
          {
            label: words.delete,
            isGrave: true,
            run: () => void chat.delete(conversationId, messageId).catch(nothingDone),
          },
        ]
      : []),
  ]
}

/** Offline it fails, and can be tried again. */
const nothingDone = (): void => {}

/** Opens beside its place, but inside of the window, with the focus on its first item. */
function putInSight(menu: HTMLDivElement | null, { x, y }: MenuPlace): void {
  if (!menu) return
  const { offsetWidth: width, offsetHeight: height } = menu
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`
  menu.style.top = `${Math.max(8, Math.min(y + 4, innerHeight - height - 8))}px`
  menu.querySelector('button')?.focus({ preventScroll: true })
}

function move(event: KeyboardEvent<HTMLElement>, close: () => void): void {
  const items = [...event.currentTarget.querySelectorAll('button')]
  const at = items.indexOf(document.activeElement as HTMLButtonElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key]
  if (event.key === 'Escape' || event.key === 'Tab') close()
  else if (to === undefined) return
  else items.at(to % items.length)?.focus()
  event.preventDefault()
  event.stopPropagation()
}

function useClosedFromOutside(menu: { readonly current: HTMLElement | null }, onClose: () => void): void {
  useEffect(() => {
    const onPress = ({ target }: PointerEvent): void => {
      if (!menu.current?.contains(target as Node)) onClose()
    }
    const onScroll = ({ target }: Event): void => {
      if (!menu.current?.contains(target as Node)) onClose()
    }
    addEventListener('pointerdown', onPress, true)
    // What was scrolled before it opened, as by the key that led here, is told of in the next frame, before this.
    const frame = requestAnimationFrame(() => addEventListener('scroll', onScroll, true))
    return () => {
      cancelAnimationFrame(frame)
      removeEventListener('pointerdown', onPress, true)
      removeEventListener('scroll', onScroll, true)
    }
  }, [menu, onClose])
}
