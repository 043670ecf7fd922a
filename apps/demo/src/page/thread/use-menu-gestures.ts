import { type KeyboardEvent, type MouseEvent, type PointerEvent, useRef } from 'react'

/** Where on the screen a menu opens, and what has the focus again when it is closed. */
export interface MenuPlace {
  readonly x: number
  readonly y: number
  readonly opener: HTMLElement
}

/** How long a finger rests until that counts as a long press, in milliseconds. */
const LONG_MS = 500

interface MenuGestures {
  readonly onContextMenu: (event: MouseEvent<HTMLElement>) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerUp: () => void
  readonly onPointerCancel: () => void
  readonly onPointerMove: () => void
}

/** The ways to a message's menu: the other mouse button or its key, Enter, and a long press. */
export function useMenuGestures(open: (place: MenuPlace) => void): MenuGestures {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const callOff = (): void => clearTimeout(timer.current)
  return {
    onContextMenu(event) {
      event.preventDefault()
      callOff()
      const { currentTarget, clientX, clientY } = event
      // By its key it comes without a place.
      open(clientX + clientY === 0 ? placeOf(currentTarget) : { x: clientX, y: clientY, opener: currentTarget })
    },
    onKeyDown(event) {
      if (event.key !== 'Enter' || event.target !== event.currentTarget) return
      // Else the same Enter would press the menu's first item.
      event.preventDefault()
      open(placeOf(event.currentTarget))
    },
    onPointerDown({ pointerType, currentTarget, clientX: x, clientY: y }) {
      if (pointerType === 'touch') timer.current = setTimeout(() => open({ x, y, opener: currentTarget }), LONG_MS)
    },
    onPointerUp: callOff,
    onPointerCancel: callOff,
    onPointerMove: callOff,
  }
}

/** Under an element. */
export function placeOf(opener: HTMLElement): MenuPlace {
  const { left, bottom, width } = opener.getBoundingClientRect()
  return { x: left + Math.min(width, 48), y: bottom, opener }
}
