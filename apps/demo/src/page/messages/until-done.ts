import { ShortPause } from './short-pause.ts'

/** Does something until it succeeds. Called while it is under way it is done once more, and while it waits it is done at once. */
export function untilDone(run: () => Promise<void>): () => void {
  const pause = new ShortPause()
  let isWanted = false
  let isUnderWay = false
  const go = async (): Promise<void> => {
    isUnderWay = true
    while (isWanted) {
      isWanted = false
      try {
        await run()
      } catch {
        // It fails whenever the network is away.
        isWanted = true
        await pause.wait()
      }
    }
    isUnderWay = false
  }
  return () => {
    isWanted = true
    pause.cutShort()
    if (!isUnderWay) void go()
  }
}
