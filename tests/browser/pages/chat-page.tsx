import { createClient } from '@tallymark/client'
import { arabic, english, german } from '@tallymark/client/text'
import {
  Announcer,
  JumpToUnread,
  ReceiptSettings,
  SeenBy,
  type Sharing,
  Summary,
  TallymarkProvider,
  Ticks,
  UnreadBadge,
  UnreadDivider,
  useConnection,
  useInbox,
  useMarkRead,
  useReaders,
  useReading,
  useSummaries,
  useUnread,
} from '@tallymark/react'
import { memo, Profiler, type ReactNode, StrictMode, useState } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import type { Scene, Stage } from './scene.ts'

const page = globalThis as unknown as { scene: Scene; stage: Stage; client: unknown }
const scene = page.scene
const { userId, conversationId, locale = 'en', senderId = 'alice' } = scene
const client = createClient({ url: scene.url ?? '', userId, token: () => scene.token ?? '' })
const language = { en: english, de: german, ar: arabic }[locale]
if (scene.theme) document.documentElement.dataset.theme = scene.theme

let renders: Record<string, number> = {}
const count = (name: string): void => {
  renders[name] = (renders[name] ?? 0) + 1
}
const listeners = new Set<() => void>()
let isHere = !scene.isAway
const attention = {
  isHere: () => isHere,
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

const Message = memo(function Message({ number }: { readonly number: number }): ReactNode {
  const messageId = `m${number}`
  count(`message ${messageId}`)
  const ref = useMarkRead({ conversationId, messageId })
  const isOwn = senderId === userId
  return (
    <li ref={ref} id={messageId} data-own={isOwn}>
      <UnreadDivider conversationId={conversationId} messageId={messageId} />
      <p>
        {TEXTS[locale][number % 4]}
        <span className="meta">
          9:{String(number % 60).padStart(2, '0')}
          {isOwn && (
            <Profiler id={`ticks ${messageId}`} onRender={count}>
              <Ticks conversationId={conversationId} messageId={messageId} sending={scene.sending?.[messageId]} />
            </Profiler>
          )}
        </span>
      </p>
      {scene.hasSeenBy && <SeenBy conversationId={conversationId} messageId={messageId} />}
    </li>
  )
})

function Chat(): ReactNode {
  const [messages, setMessages] = useState(scene.messages)
  const [first, setFirst] = useState(scene.firstMessage ?? 1)
  const [isShown, show] = useState(true)
  const [sharing, setSharing] = useState<Sharing>('everything')
  const [isPrivate, setPrivate] = useState(false)
  useReading(conversationId, { policy: scene.reads ? 'prefix' : 'manual', private: isPrivate, attention, dwellMs: 50 })
  page.stage.sharing = () => ({ sharing, private: isPrivate })
  page.stage.add = () => flushSync(() => setMessages((before) => before + 1))
  page.stage.show = (isShownNow) => flushSync(() => show(isShownNow))
  if (!isShown) return null
  return (
    <main>
      {scene.hasHooks && <Hooks />}
      <header>
        <h1>
          Tea <UnreadBadge conversationId={conversationId} />
        </h1>
        <UnreadBadge />
      </header>
      {scene.hasSettings && (
        <ReceiptSettings
          value={sharing}
          onChange={setSharing}
          private={isPrivate}
          onPrivateChange={setPrivate}
          {...(scene.policy && { policy: scene.policy })}
        />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must take the focus, or keys cannot scroll it: axe’s scrollable-region-focusable (ACY1) */}
      <ol tabIndex={0} ref={(list) => list?.scrollTo({ top: scene.at === 'top' ? 0 : list.scrollHeight })}>
        {Array.from({ length: messages - first + 1 }, (_, i) => (
          <Message key={`m${first + i}`} number={first + i} />
        ))}
      </ol>
      <footer>
        <JumpToUnread conversationId={conversationId} onJump={() => flushSync(() => setFirst(1))} />
        <Summary conversationId={conversationId} messageId={`m${messages}`} />
      </footer>
      <Announcer conversationId={conversationId} quietMs={scene.quietMs ?? 3_000} />
    </main>
  )
}

const given: Record<string, unknown> = {}

function Hooks(): ReactNode {
  given.summaries = useSummaries(conversationId).map(({ messageId }) => messageId)
  given.unread = useUnread(conversationId)
  given.inbox = useInbox()
  given.readers = useReaders({ conversationId, messageId: 'm1', pageSize: 2 })
  return <Connection />
}

const Connection = memo(function Connection(): ReactNode {
  count('connection')
  given.connection = useConnection()
  return null
})

const TEXTS = {
  en: ['Tea at four?', 'Yes, and I bring the cake with the apples that nobody finished.', 'Lovely.', 'See you there!'],
  de: ['Tee um vier?', 'Ja, ich bringe den Apfelkuchen mit, den niemand geschafft hat.', 'Schön.', 'Bis gleich!'],
  ar: ['الشاي في الرابعة؟', 'نعم، وسأحضر كعكة التفاح التي لم يكملها أحد.', 'رائع.', 'أراكم هناك!'],
}

/** Relative luminance of a colour as `rgb(1, 2, 3)` or `color(srgb 0 0 1)`. */
function luminanceOf(color: string): number {
  const scale = color.startsWith('color') ? 1 : 255
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
    const share = Number(part) / scale
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const observers = new Map<IntersectionObserver, Set<Element>>()
globalThis.IntersectionObserver = class extends IntersectionObserver {
  override observe(element: Element): void {
    observers.set(this, (observers.get(this) ?? new Set()).add(element))
    super.observe(element)
  }
  override unobserve(element: Element): void {
    observers.get(this)?.delete(element)
    super.unobserve(element)
  }
  override disconnect(): void {
    observers.delete(this)
    super.disconnect()
  }
}

const announced: string[] = []
new MutationObserver((changes) => {
  for (const { target } of changes) {
    const live = (target.nodeType === 1 ? (target as Element) : target.parentElement)?.closest('[aria-live]')
    if (live?.textContent) announced.push(live.textContent)
  }
}).observe(document, { subtree: true, childList: true, characterData: true })

page.client = client
page.stage = {
  takeRenders: () => {
    const taken = renders
    renders = {}
    return taken
  },
  add: () => {},
  sharing: () => ({ sharing: '', private: false }),
  contrasts: (selector, around) =>
    [...document.querySelectorAll(selector)].map((element) => {
      const behind = element.closest(around) as Element
      const [one, other] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(luminanceOf)
      return (Math.max(one ?? 0, other ?? 0) + 0.05) / (Math.min(one ?? 0, other ?? 0) + 0.05)
    }),
  overflowing: () =>
    [document.documentElement, ...document.querySelectorAll('[class^=tallymark-]:not(.tallymark-visually-hidden)')]
      .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
      .map(({ className, tagName }) => `${tagName}.${className}`),
  show: () => {},
  markUnread: (messageId) => client.conversation(conversationId).markUnread({ fromMessageId: messageId }),
  setHere: (now) => {
    isHere = now
    for (const listener of listeners) listener()
  },
  isLive: () => {
    const { state, own } = client.conversation(conversationId).getSnapshot()
    return state === 'live' && own !== null
  },
  isInView: (messageId) => {
    const { top, bottom } = (document.getElementById(messageId) as HTMLElement).getBoundingClientRect()
    const list = (document.querySelector('ol') as HTMLElement).getBoundingClientRect()
    return top >= list.top && bottom <= list.bottom
  },
  press: (selector) => document.querySelector<HTMLElement>(selector)?.click(),
  hooks: () => JSON.parse(JSON.stringify(given)) as Record<string, unknown>,
  leftBehind: () => ({
    observers: [...observers.values()].filter(({ size }) => size > 0).length,
    // A view that nobody looks at does not know whether it still is so.
    watches: client.conversation(conversationId).getSnapshot().state === 'live' ? 1 : 0,
  }),
  announced,
}
document.body.lang = language.locale
document.body.dir = language.direction
const chat = (
  <TallymarkProvider client={client} language={language}>
    <Chat />
  </TallymarkProvider>
)
createRoot(document.getElementById('root') as HTMLElement).render(
  scene.isStrict ? <StrictMode>{chat}</StrictMode> : chat,
)
