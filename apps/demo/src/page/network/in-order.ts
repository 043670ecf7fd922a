/** Runs what it is handed after a while, in the order in which it came, however long each is to take. */
export function inOrder(delayMs: () => number): (run: () => void) => void {
  const waiting: (() => void)[] = []
  let lastAt = 0
  return (run) => {
    const now = performance.now()
    lastAt = Math.max(now + delayMs(), lastAt)
    if (waiting.length === 0 && lastAt <= now) return run()
    waiting.push(run)
    setTimeout(() => waiting.shift()?.(), lastAt - now)
  }
}
