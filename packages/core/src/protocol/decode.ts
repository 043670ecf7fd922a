import { type RecordShape, recordFault } from './shape.ts'

/** A text that is no frame: why, and how much of it is wrong. */
export interface NotAFrame {
  readonly fault: string
  /** `type`: it is not known, so another version may know it. `fields`: one of those that its type has. */
  readonly wrong: 'all' | 'type' | 'fields'
  /** What it says all the same, where only a field is wrong. */
  readonly said?: Readonly<Record<string, unknown>>
}

/** What a text says, if it is JSON of one of these shapes, chosen by its `type`. Never throws. */
export function decode<Frame>(
  shapes: ReadonlyMap<string, RecordShape>,
  text: string,
  isStrict: boolean,
): Frame | NotAFrame {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return notAFrame('it is not JSON')
  }
  if (typeof value !== 'object' || value === null) return notAFrame('it is not an object')
  const { type } = value as { readonly type?: unknown }
  if (typeof type !== 'string') return notAFrame('.type must be a text')
  const shape = shapes.get(type)
  if (shape === undefined) return { fault: `.type ${JSON.stringify(type.slice(0, 64))} is not known`, wrong: 'type' }
  const fault = recordFault(shape, value, isStrict, 'type')
  if (fault === undefined) return value as Frame
  return { fault, wrong: 'fields', said: value as Readonly<Record<string, unknown>> }
}

/** Whether a text turned out to be no frame. */
export const isNotAFrame = (decoded: object): decoded is NotAFrame => !('type' in decoded)

const notAFrame = (fault: string): NotAFrame => ({ fault, wrong: 'all' })
