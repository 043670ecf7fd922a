import type { CloseReason } from '@tallymark/core'
import type { Frame } from './frame.ts'

/** How frames reach one client: a WebSocket, an event stream, a function. Never throws. */
export interface Pipe {
  /** Bytes that were written and that the network has not taken yet. */
  readonly waitingBytes: number
  /** Sends frames in one write (FED7). Nothing happens once it is closed. */
  write(frames: readonly Frame[]): void
  /** Ends it, after what was written. Nothing happens if it is closed already. */
  close(reason: CloseReason): void
}
