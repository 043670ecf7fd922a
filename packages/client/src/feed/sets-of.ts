import { type SeqSet, seqSetFrom } from '@tallymark/core'

/** SeqSets of their text forms, under the same names. */
export const setsOf = <Name extends string>(texts: Readonly<Record<Name, string>>): Readonly<Record<Name, SeqSet>> =>
  Object.fromEntries(Object.entries<string>(texts).map(([name, text]) => [name, seqSetFrom(text)])) as Record<
    Name,
    SeqSet
  >
