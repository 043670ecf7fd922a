import type { TallyPart, UserId } from '@tallymark/core'
import type { Frame } from '../src/realtime/frame.ts'
import { Device, type FeedChat } from './feed-chat.ts'

/** A device that keeps no frames: only how many came and when, and the last tallies. */
export class CountingDevice extends Device {
  /** How many frames came, answers included. */
  count = 0
  /** When each frame came that nobody asked for. */
  readonly unasked: number[] = []
  readonly #tallies = new Map<number, TallyPart>()
  readonly #now: () => number

  constructor(now: () => number) {
    super(now)
    this.#now = now
  }

  /** The last tallies, by seq. */
  get tallies(): readonly TallyPart[] {
    return [...this.#tallies.values()].sort(([one], [other]) => one - other)
  }

  override write(frames: readonly Frame[]): void {
    this.count += frames.length
    for (const { said } of frames) {
      if (said.type === 'change' || said.type === 'own') this.unasked.push(this.#now())
      if (said.type !== 'change' && said.type !== 'snapshot') continue
      for (const tally of said.tallies ?? []) this.#tallies.set(tally[0], tally)
    }
  }
}

/** Lets these people watch all of `c1`, and forgets how many frames that took. */
export async function countingCrowd(chat: FeedChat, names: readonly string[]): Promise<readonly CountingDevice[]> {
  const devices = names.map((name) => {
    const device = new CountingDevice(() => chat.time.now())
    const identity = { kind: 'user', userId: name as UserId, expiresAt: Number.MAX_SAFE_INTEGER } as const
    device.connection = chat.feeds.connect(device, { identity })
    device.say({ type: 'watch', conversationId: 'c1', from: 1 })
    return device
  })
  await chat.time.settle(60)
  await chat.time.pass(10_000)
  for (const device of devices) {
    device.count = 0
    device.unasked.length = 0
  }
  return devices
}

/** The most frames that came within a second and that nobody asked for. */
export function mostInASecond(devices: readonly CountingDevice[]): number {
  const times = devices.flatMap(({ unasked }) => unasked).sort((one, other) => one - other)
  let most = 0
  let first = 0
  times.forEach((at, i) => {
    while (at - (times[first] as number) >= 1_000) first += 1
    most = Math.max(most, i - first + 1)
  })
  return most
}
