import { SYSTEM_TIMERS, type Timers } from '../../src/engine/ports/timers.ts'

/** The process's own time, with a count of what still waits. */
export class CountedTimers implements Timers {
  waiting = 0

  now(): number {
    return SYSTEM_TIMERS.now()
  }

  after(ms: number, run: () => void): { cancel(): void } {
    this.waiting += 1
    let isOver = false
    const over = (): void => {
      if (!isOver) this.waiting -= 1
      isOver = true
    }
    const timer = SYSTEM_TIMERS.after(ms, () => {
      over()
      run()
    })
    return {
      cancel() {
        over()
        timer.cancel()
      },
    }
  }

  soon(run: () => void): void {
    SYSTEM_TIMERS.soon(run)
  }
}
