/** The address of the bus that is meant: the one that was named, else that of a PostgreSQL database; none for others, or where that was said. */
export function busOf({
  bus,
  database,
}: {
  readonly bus?: string | undefined
  readonly database: string
}): string | undefined {
  const meant = bus ?? database
  return /^(postgres(ql)?|rediss?):\/\//.test(meant) ? meant : undefined
}
