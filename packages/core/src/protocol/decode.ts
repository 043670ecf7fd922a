import { type RecordShape, recordFault } from './shape.ts'

/** A text that is no frame: why, and whether only its type is unknown, so that another version may know it. */
export interface NotAFrame {
  readonly fault: string
  readonly isUnknownType: boolean
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
  if (shape === undefined)
    return { fault: `.type ${JSON.stringify(type.slice(0, 64))} is not known`, isUnknownType: true }
  const fault = recordFault(shape, value, isStrict, 'type')
  return fault === undefined ? (value as Frame) : notAFrame(fault)
}

/** Whether a text turned out to be no frame. */
export const isNotAFrame = (decoded: object): decoded is NotAFrame => !('type' in decoded)

const notAFrame = (fault: string): NotAFrame => ({ fault, isUnknownType: false })
