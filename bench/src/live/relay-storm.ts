import { messageName } from '../crowd.ts'
import { inTurns, Line } from './line.ts'
import type { ServerProcess } from './server-process.ts'
import { type StormCost, storm } from './storm.ts'
import type { StormMember, StormSize } from './storm-member.ts'

/** A storm in which every mark is sent to everybody. */
export async function relayStorm(server: ServerProcess, size: StormSize): Promise<StormCost> {
  return storm(server, await inTurns(size.members, (i) => memberOf(server.port, `u${i}`, size)), size)
}

/** A mark that was said, and has not come back yet. */
interface Waiting {
  readonly said: Buffer
  resolve(): void
  reject(why: Error): void
}

/** A member that hears of every single mark. It is right once all of them came; its own mark coming back is the answer to it. */
async function memberOf(port: number, name: string, size: StormSize): Promise<StormMember> {
  const line = await Line.open(port)
  const right = Promise.withResolvers<void>()
  const waiting: Waiting[] = []
  line.hear = (text) => {
    // What one says comes back in its order.
    if (waiting[0] !== undefined && text.equals(waiting[0].said)) waiting.shift()?.resolve()
    if (line.frames === size.members * size.messages) right.resolve()
  }
  line.lost = (why) => {
    for (const { reject } of waiting) reject(why)
    right.reject(why)
  }
  const mark = (seq: number): Promise<void> => {
    const text = JSON.stringify({ type: 'read', conversationId: 'c0', messageId: messageName(seq), recipientId: name })
    const { promise, ...answer } = Promise.withResolvers<void>()
    waiting.push({ said: Buffer.from(text), ...answer })
    line.say(text)
    return promise
  }
  return { line, isRight: right.promise, mark }
}
