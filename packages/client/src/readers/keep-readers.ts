import type { Reader } from './readers.ts'

/** The readers of several pages, each once, those that have not changed in their old identity; the old list itself if none has. */
export function keepReaders(before: readonly Reader[], now: readonly Reader[]): readonly Reader[] {
  const known = new Map(before.map((reader) => [reader.userId, reader]))
  const each = new Map(now.map((reader) => [reader.userId, reader]))
  const kept = Array.from(each.values(), (reader) => {
    const old = known.get(reader.userId)
    return old && isSame(old, reader) ? old : reader
  })
  return kept.length === before.length && kept.every((reader, i) => reader === before[i]) ? before : kept
}

/** Whether two values have the same fields; times count by what they say. */
export function isSame<Value extends object>(one: Value, other: Value): boolean {
  return (Object.keys(other) as (keyof Value)[]).every((key) => Object.is(plain(one[key]), plain(other[key])))
}

const plain = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value)
