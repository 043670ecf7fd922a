import type { MarkOnTheWay, Storage } from '@tallymark/client'

/** What stands for a range without an end, which JSON has no number for. */
const ENDLESS = '∞'

/** Keeps marks on the way over a reload of this window alone: each window of the demo is a device of its own. */
export const windowStorage: Storage = {
  async load(owner) {
    const kept = sessionStorage.getItem(owner) ?? '[]'
    return JSON.parse(kept, (_, value) => (value === ENDLESS ? Number.POSITIVE_INFINITY : value)) as MarkOnTheWay[]
  },
  async save(owner, marks) {
    const text = JSON.stringify(marks, (_, value) => (value === Number.POSITIVE_INFINITY ? ENDLESS : value))
    sessionStorage.setItem(owner, text)
  },
}
