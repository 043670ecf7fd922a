/** Of values as JSON may hold them (anything else that has no parts, such as a date, would count as the same): the new value, with all parts of the old one that have not changed in their old identity; the old one itself if nothing has. */
export function keep<Value>(before: Value, now: Value): Value {
  if (!isPlain(before) || !isPlain(now)) return now
  const keys = Object.keys(now)
  let isSame = keys.length === Object.keys(before).length
  for (const key of keys) {
    const kept = keep(before[key], now[key])
    ;(now as Record<string, unknown>)[key] = kept
    isSame &&= Object.is(before[key], kept)
  }
  return isSame ? before : now
}

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
