import type { Logger } from 'pino'

/** The exit code after a fault that nobody expected: the EX_SOFTWARE of sysexits.h. */
export const SOFTWARE_FAULT = 70

/** Logs a fault that nobody caught and ends the process, whose state nobody knows any more, until it is disposed of. */
export function endOnUncaught(logger: Logger): Disposable {
  const listener = (fault: unknown): void => {
    logger.fatal({ err: fault }, 'uncaught')
    process.exit(SOFTWARE_FAULT)
  }
  process.on('uncaughtException', listener)
  return { [Symbol.dispose]: () => void process.off('uncaughtException', listener) }
}
