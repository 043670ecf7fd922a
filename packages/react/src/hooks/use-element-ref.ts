import { type RefCallback, useMemo } from 'react'

/** Begins something with an element, and gives back how to end it. */
export type Attach = (element: Element) => () => void

/** A ref callback that is told `null` at the end: by React 18 always, by React 19 where a ref callback returns nothing. */
export function refOf(attach: Attach): RefCallback<Element> {
  let end: (() => void) | undefined
  return (element) => {
    end?.()
    end = element ? attach(element) : undefined
  }
}

/** A ref callback that stays the same as long as what it attaches to does. */
export const useElementRef = (attach: Attach, keys: readonly unknown[]): RefCallback<Element> =>
  // biome-ignore lint/correctness/useExhaustiveDependencies: attach is made anew at each render, and depends on the keys alone.
  useMemo(() => refOf(attach), keys)
