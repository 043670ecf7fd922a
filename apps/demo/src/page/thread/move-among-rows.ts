import type { KeyboardEvent } from 'react'

/** Up and down go from message to message, once one of them has the focus or the list itself has. */
export function moveAmongRows(event: KeyboardEvent<HTMLElement>): void {
  const { currentTarget: list, target, key } = event
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return
  const rows = [...list.querySelectorAll<HTMLElement>('[data-message]')]
  const at = rows.findIndex((row) => row === target || row.contains(target as Node))
  const to = at < 0 ? lastInSight(rows, list) : rows[at + (key === 'ArrowUp' ? -1 : 1)]
  if (!to) return
  event.preventDefault()
  to.focus({ preventScroll: true })
  to.scrollIntoView({ block: 'nearest' })
}

function lastInSight(rows: readonly HTMLElement[], list: HTMLElement): HTMLElement | undefined {
  const { bottom } = list.getBoundingClientRect()
  return rows.findLast((row) => row.getBoundingClientRect().bottom <= bottom + 1)
}
