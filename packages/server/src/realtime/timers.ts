export { SYSTEM_TIMERS, type Timer, type Timers } from '../engine/ports/timers.ts'
