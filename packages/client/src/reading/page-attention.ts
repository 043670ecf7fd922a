import type { Attention } from './attention.ts'

/** Of these the page hears when the answer may have changed. */
const EVENTS = ['visibilitychange', 'focus', 'blur', 'pageshow', 'pagehide', 'beforeprint', 'afterprint']

/** How often is asked while an element of another document has the focus: of its window's coming and going this page hears nothing. */
const ASK_MS = 500

/** Somebody is there while the tab is visible, its window has the focus, if only in a frame of the page, and it is not being printed (REA4). */
export function pageAttention(): Attention {
  let isLeaving = false
  return {
    isHere: () =>
      !isLeaving && document.visibilityState === 'visible' && document.hasFocus() && !matchMedia('print').matches,
    subscribe(listener) {
      const heard = new AbortController()
      const { signal } = heard
      const print = matchMedia('print')
      let asking: ReturnType<typeof setInterval> | undefined
      const ask = (): void => {
        clearInterval(asking)
        asking = isFrame(document.activeElement) ? setInterval(listener, ASK_MS) : undefined
      }
      const hear = ({ type }: Event): void => {
        // A moment of absence is enough: not every browser that begins to print says when it has ended.
        isLeaving = type === 'beforeprint' || type === 'pagehide'
        if (isLeaving) listener()
        isLeaving = false
        ask()
        listener()
      }
      for (const type of EVENTS) addEventListener(type, hear, { signal })
      print.addEventListener('change', hear, { signal })
      ask()
      return () => {
        heard.abort()
        clearInterval(asking)
      }
    },
  }
}

/** Whether the focus is in another document, also where that is within a shadow tree. */
function isFrame(element: Element | null): boolean {
  const inner = element?.shadowRoot?.activeElement
  return inner ? isFrame(inner) : /^(iframe|frame|object|embed)$/i.test(element?.tagName ?? '')
}
