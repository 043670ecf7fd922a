/** The address of the bus that is meant: the one that was named, whatever it is, else that of a PostgreSQL database; none for others, or where that was said. */
export function busOf({
  bus,
  database,
}: {
  readonly bus?: string | undefined
  readonly database: string
}): string | undefined {
  if (bus !== undefined) return bus === 'none' ? undefined : bus
  return /^postgres(ql)?:\/\//.test(database) ? database : undefined
}
