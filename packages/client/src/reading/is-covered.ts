/** Whether something lies over the end of an element, of which this part is in sight: what a click there would hit is neither in it nor around it. */
export function isCovered(element: Element, { left, right, top, bottom }: DOMRectReadOnly): boolean {
  const hit = elementAt((left + right) / 2, Math.max(top, bottom - 1))
  return hit !== null && !isWithin(hit, element) && !isWithin(element, hit)
}

/** The innermost element at a point, in shadow trees too. */
function elementAt(x: number, y: number): Element | null {
  let hit = document.elementFromPoint(x, y)
  for (let inner = hit; inner; ) {
    hit = inner
    inner = hit.shadowRoot?.elementFromPoint(x, y) ?? null
    if (inner === hit) break
  }
  return hit
}

/** Whether a node is drawn in an element, or is that element. */
function isWithin(node: Node, element: Element): boolean {
  for (let at: Node | null = node; at; at = parentOf(at)) if (at === element) return true
  return false
}

const parentOf = (node: Node): Node | null =>
  (node as Element).assignedSlot ?? node.parentNode ?? (node as ShadowRoot).host ?? null
