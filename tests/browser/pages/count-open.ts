/** What a page has open and somebody has to end. */
export interface Open {
  readonly listeners: number
  readonly timers: number
  readonly observed: number
}

/** How often observers have told something. */
export const told = (): number => notices

let notices = 0

const timers = new Set<unknown>()
const observed = new Map<IntersectionObserver, Set<Element>>()
let listeners = 0

/** What is open of all that was started since this file was loaded. Listeners end by their signal here. */
export const open = (): Open => ({
  listeners,
  timers: timers.size,
  observed: [...observed.values()].reduce((sum, { size }) => sum + size, 0),
})

const { addEventListener } = EventTarget.prototype
EventTarget.prototype.addEventListener = function (type, listener, options): void {
  listeners += 1
  const signal = typeof options === 'object' ? options.signal : undefined
  if (signal) addEventListener.call(signal, 'abort', () => (listeners -= 1))
  addEventListener.call(this, type, listener, options)
}

const { setTimeout, clearTimeout, setInterval } = globalThis
Object.assign(globalThis, {
  setTimeout(run: () => void, ms: number): unknown {
    const ended = (): void => {
      timers.delete(timer)
      run()
    }
    const timer = setTimeout(ended, ms)
    timers.add(timer)
    return timer
  },
  setInterval(run: () => void, ms: number): unknown {
    const timer = setInterval(run, ms)
    timers.add(timer)
    return timer
  },
  // A page ends both kinds by either.
  clearTimeout: end,
  clearInterval: end,
})

function end(timer?: ReturnType<typeof setTimeout>): void {
  timers.delete(timer)
  clearTimeout(timer)
}

globalThis.IntersectionObserver = class extends IntersectionObserver {
  constructor(hear: IntersectionObserverCallback, options?: IntersectionObserverInit) {
    super((entries, observer) => {
      notices += 1
      hear(entries, observer)
    }, options)
  }
  override observe(element: Element): void {
    observed.set(this, (observed.get(this) ?? new Set()).add(element))
    super.observe(element)
  }
  override unobserve(element: Element): void {
    observed.get(this)?.delete(element)
    super.unobserve(element)
  }
  override disconnect(): void {
    observed.delete(this)
    super.disconnect()
  }
}
