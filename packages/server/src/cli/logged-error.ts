import { pino } from 'pino'

/** An error as a log tells it (OPS3): pino puts the words of its causes behind its own, which hold them already. */
export function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  return { ...pino.stdSerializers.err(error), message: error.message }
}
