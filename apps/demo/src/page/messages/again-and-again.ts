/** How long to wait before the next time, in milliseconds. */
const AGAIN_MS = 1_500

/** Does something that ends or fails again and again, for as long as the page is open; what it gives back does it without waiting. */
export function againAndAgain(run: () => Promise<void>): () => void {
  let wake = (): void => {}
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
      setTimeout(resolve, AGAIN_MS)
    })
  const go = async (): Promise<void> => {
    for (;;) {
      // It fails whenever the network is away.
      await run().catch(() => {})
      await pause()
    }
  }
  void go()
  return () => wake()
}
