import { useEffect, useState } from 'react'

/** How far beyond the edges of the scroller something counts as near. */
const MARGIN = '900px 0px'

/** Tells elements of one scroller when they come near its visible part, and when they are no longer. */
export class Nearness {
  readonly #observer: IntersectionObserver
  readonly #told = new Map<Element, (isNear: boolean, height: number) => void>()

  constructor(root: Element) {
    this.#observer = new IntersectionObserver((entries) => this.#tell(entries), { root, rootMargin: MARGIN })
  }

  watch(element: Element, told: (isNear: boolean, height: number) => void): () => void {
    this.#told.set(element, told)
    this.#observer.observe(element)
    return () => {
      this.#told.delete(element)
      this.#observer.unobserve(element)
    }
  }

  close(): void {
    this.#observer.disconnect()
  }

  #tell(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, boundingClientRect } of entries)
      this.#told.get(target)?.(isIntersecting, boundingClientRect.height)
  }
}

/** What tells what is near in a scroller, once that is there. */
export function useNearness(scroller: Element | null): Nearness | undefined {
  const [nearness, setNearness] = useState<Nearness>()
  useEffect(() => {
    if (!scroller) return
    const made = new Nearness(scroller)
    setNearness(made)
    return () => made.close()
  }, [scroller])
  return nearness
}
