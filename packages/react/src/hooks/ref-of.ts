import type { RefCallback } from 'react'

/** Begins something with an element, and gives back how to end it. */
type Attach = (element: Element) => () => void

/** A ref callback that is told `null` at the end: by React 18 always, by React 19 where a ref callback returns nothing. */
export function refOf(attach: Attach): RefCallback<Element> {
  let end: (() => void) | undefined
  return (element) => {
    end?.()
    end = element ? attach(element) : undefined
  }
}
