import { WINDOW_DEFAULT, WINDOW_MAX } from '@tallymark/core'
import type { Window } from './view.ts'
import type { Watch } from './watch.ts'

/** The window of a watch at this head: what was asked for, but not more than fits; the newest messages if it would grow beyond that. */
export function windowOf({ asked, window }: Pick<Watch, 'asked' | 'window'>, head: number): Window {
  const newest = { from: Math.max(1, head - WINDOW_DEFAULT + 1), to: Number.POSITIVE_INFINITY }
  if (window !== undefined) return Math.min(window.to, head) - window.from < WINDOW_MAX ? window : newest
  if (asked.from === undefined) return newest
  if (asked.to !== undefined) return { from: asked.from, to: Math.min(asked.to, asked.from + WINDOW_MAX - 1) }
  return head - asked.from < WINDOW_MAX ? { from: asked.from, to: Number.POSITIVE_INFINITY } : newest
}

/** Whether it is the very window that was asked for. */
export const isAsAsked = ({ from, to }: Window, asked: Watch['asked']): boolean =>
  from === asked.from && to === (asked.to ?? Number.POSITIVE_INFINITY)
