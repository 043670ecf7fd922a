import { ShortPause } from './short-pause.ts'

/** Does something that ends or fails again and again, for as long as the page is open; what it gives back does it without waiting. */
export function againAndAgain(run: () => Promise<void>): () => void {
  const pause = new ShortPause()
  const go = async (): Promise<void> => {
    for (;;) {
      // It fails whenever the network is away.
      await run().catch(() => {})
      await pause.wait()
    }
  }
  void go()
  return () => pause.cutShort()
}
