import type { Difference } from './compare.ts'
import type { History, Step } from './history.ts'

/** The smallest history found that still fails, and how. */
export interface Shrunk {
  readonly history: History
  readonly difference: Difference
}

/** Takes out of a failing history what it fails without: first long stretches, then single steps, then single commands of one. */
export async function shrinkHistory(
  failing: Shrunk,
  run: (history: History) => Promise<Difference | undefined>,
): Promise<Shrunk> {
  let smallest = failing
  const tryOne = async (history: History): Promise<boolean> => {
    const difference = await run(history)
    if (difference !== undefined) smallest = { history, difference }
    return difference !== undefined
  }
  let before: History
  do {
    before = smallest.history
    for (let size = Math.ceil(before.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
      for (let at = smallest.history.steps.length - size; at >= 0; at -= size)
        await tryOne({ ...smallest.history, steps: smallest.history.steps.toSpliced(at, size) })
    for (const simpler of simplerOf(smallest.history)) if (await tryOne(simpler)) break
  } while (smallest.history !== before)
  return smallest
}

/** The history with one thing of it simpler, for each such thing. */
function* simplerOf(history: History): Generator<History> {
  if (history.onFile) yield { ...history, onFile: false }
  if (history.maxRanges !== undefined) yield { ...history, maxRanges: undefined }
  for (const [i, step] of history.steps.entries())
    for (const simpler of simplerSteps(step)) yield { ...history, steps: history.steps.toSpliced(i, 1, ...simpler) }
}

function simplerSteps(step: Step): readonly (readonly Step[])[] {
  if (step.do === 'reopen') return []
  if (step.do === 'together') {
    const apart = step.commands.map((command): Step => ({ do: 'one', command }))
    const fewer = step.commands.map((_, i): Step[] => [{ ...step, commands: step.commands.toSpliced(i, 1) }])
    return [apart, ...(step.commands.length > 1 ? fewer : [])]
  }
  const { command } = step
  if (command.name === 'createConversation' && command.input.participants !== undefined) {
    const { participants, ...rest } = command.input
    return participants.map((_, i) => {
      const fewer = participants.toSpliced(i, 1)
      const input = fewer.length > 0 ? { ...rest, participants: fewer } : rest
      return [{ do: 'one', command: { ...command, input } }]
    })
  }
  if (command.name !== 'markMany' || command.input.length < 2) return []
  return command.input.map((_, i) => [{ do: 'one', command: { ...command, input: command.input.toSpliced(i, 1) } }])
}
