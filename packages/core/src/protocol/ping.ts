import { record } from './shape.ts'

/** Asks for a sign of life, which a browser's WebSocket cannot ask for otherwise. Answered by `pong`. */
export interface Ping {
  readonly type: 'ping'
}

export const PING = record({})
