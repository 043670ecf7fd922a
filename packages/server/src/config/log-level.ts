/** How much is logged, from the most to nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** The name of one of them. */
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Whether a text is one. */
export const isLogLevel = (value: string): value is LogLevel => (LOG_LEVELS as readonly string[]).includes(value)
