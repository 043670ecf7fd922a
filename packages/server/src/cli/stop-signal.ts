/** Where signals come from: the process, or what stands for it in a test. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown
}

/** Signals that ask a process to stop. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** A terminal and npm each pass Ctrl-C on, so that one press arrives twice. */
const SAME_PRESS_MS = 500

/** The wait for a stop signal. */
export interface StopSignal extends Disposable {
  /** Resolves with the first signal. */
  readonly asked: Promise<NodeJS.Signals>
}

/** Listens for a signal to stop until it is disposed of; `again` is called for a second one that is not an echo of the first. */
export function stopSignal(source: SignalSource, now: () => number, again: () => void): StopSignal {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  let firstAt: number | undefined
  const listener = (signal: NodeJS.Signals): void => {
    if (firstAt === undefined) {
      firstAt = now()
      resolve(signal)
    } else if (now() - firstAt > SAME_PRESS_MS) again()
  }
  for (const signal of SIGNALS) source.on(signal, listener)
  return {
    asked: promise,
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) source.off(signal, listener)
    },
  }
}
