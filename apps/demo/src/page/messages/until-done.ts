/** How long to wait after a failure, in milliseconds. */
const AGAIN_MS = 1_500

/** Does something until it succeeds. Called while it is under way it is done once more, and while it waits it is done at once. */
export function untilDone(run: () => Promise<void>): () => void {
  let isWanted = false
  let isUnderWay = false
  let wake = (): void => {}
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
      setTimeout(resolve, AGAIN_MS)
    })
  const go = async (): Promise<void> => {
    isUnderWay = true
    while (isWanted) {
      isWanted = false
      try {
        await run()
      } catch {
        // It fails whenever the network is away.
        isWanted = true
        await pause()
      }
    }
    isUnderWay = false
  }
  return () => {
    isWanted = true
    wake()
    if (!isUnderWay) void go()
  }
}
