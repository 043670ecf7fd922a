import type { Language } from '../text/language.ts'

/** An element with its properties and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

/** A picture that stands beside its text, and its path to be changed. */
export function makePicture(viewBox: string, d: string): { readonly svg: SVGElement; readonly path: SVGElement } {
  const [svg, path] = ['svg', 'path'].map((tag) => document.createElementNS('http://www.w3.org/2000/svg', tag)) as [
    SVGElement,
    SVGElement,
  ]
  svg.setAttribute('viewBox', viewBox)
  svg.setAttribute('aria-hidden', 'true')
  path.setAttribute('d', d)
  svg.append(path)
  return { svg, path }
}

/** Words for screen readers alone. */
export const makeHidden = (text = ''): HTMLElement =>
  make('span', { className: 'tallymark-visually-hidden', textContent: text })

/** Changes the text of an element if it is another: what has not changed is not touched. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** Puts an element at the end of another, or takes it away. */
export function place(parent: Element, child: Element, isThere: boolean): void {
  if (!isThere) child.remove()
  else if (child.parentNode !== parent) parent.append(child)
}

/** Changes the attributes of an element that are others. */
export function setAttributes(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes))
    if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

/** The attributes of what is written in a language. */
export const spoken = ({ locale, direction }: Language): { lang: string; dir: string } => ({
  lang: locale,
  dir: direction,
})
