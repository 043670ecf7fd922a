import { OPEN_END } from '@tallymark/core'
import { WINDOW_DEFAULT, WINDOW_MAX } from './wire-limits.ts'

/** The messages on a screen: without `from` the newest 50, without `to` all that come as well. */
export interface Window {
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/**
 * One window that holds those of several tabs. Where they lie too far apart for one watch, or the newest message is not known
 * yet, the last of them alone: it was asked for most recently.
 */
export function windowOver(windows: readonly Window[], head: number | undefined): Window | undefined {
  const last = windows.at(-1)
  if (!last || head === undefined || windows.every((window) => isSameWindow(window, last))) return last
  const from = Math.min(...windows.map((window) => window.from ?? firstOfNewest(head, WINDOW_DEFAULT)))
  const to = Math.max(...windows.map((window) => window.to ?? OPEN_END))
  if (Math.min(to, Math.max(head, from)) - from >= WINDOW_MAX) return last
  return { from, to: to === OPEN_END ? undefined : to }
}

/** The first of so many messages up to the newest one. */
export const firstOfNewest = (head: number, count: number): number => Math.max(1, head - count + 1)

/** Whether two windows are of the same messages, or neither is there. */
export const isSameWindow = (a: Window | undefined, b: Window | undefined): boolean =>
  a?.from === b?.from && a?.to === b?.to
