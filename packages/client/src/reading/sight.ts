/** What can be seen of a message: nothing, a part without its end, or its end. */
export type Sight = 'none' | 'part' | 'end'

/** Rounding of zoomed and of fractional pixels, in CSS pixels. */
const SLACK = 1

/** What an observer reports of an element, as far as it matters here. */
type Report = Pick<IntersectionObserverEntry, 'isIntersecting' | 'boundingClientRect' | 'intersectionRect'>

/** The part of the page on the screen: less than its viewport while a keyboard is open, or fingers have zoomed in. */
type Screen = Pick<VisualViewport, 'offsetLeft' | 'offsetTop' | 'width' | 'height'>

/** What can be seen of an element: what no scroller cuts off and, where there is a screen, lies on it (REA1). */
export function sightOf(
  { isIntersecting, boundingClientRect, intersectionRect: part }: Report,
  screen?: Screen | null,
): Sight {
  if (!isIntersecting) return 'none'
  const end = boundingClientRect.bottom
  // An element that just touches an edge from outside intersects too, in no pixel.
  const isEndUncut = part.bottom >= end - SLACK && part.height >= Math.min(SLACK, boundingClientRect.height)
  return isEndUncut && (!screen || isOn(screen, part, end)) ? 'end' : 'part'
}

const isOn = (
  { offsetLeft, offsetTop, width, height }: Screen,
  { left, right }: DOMRectReadOnly,
  end: number,
): boolean => end > offsetTop && end <= offsetTop + height + SLACK && right > offsetLeft && left < offsetLeft + width
