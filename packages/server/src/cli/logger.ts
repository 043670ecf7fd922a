import { type Logger, pino } from 'pino'
import type { LogLevel } from '../config/log-level.ts'
import { loggedError } from './logged-error.ts'

const STANDARD_ERROR = 2

/** Logs JSON lines to the standard error, each at once, so that the last words of a process are kept. Tokens and keys are cut out (OPS3). */
export const createLogger = (level: LogLevel): Logger =>
  pino(
    {
      level,
      serializers: { err: loggedError },
      redact: { paths: ['req.headers.authorization', 'headers.authorization', 'authorization'], remove: true },
    },
    pino.destination({ dest: STANDARD_ERROR, sync: true }),
  )
