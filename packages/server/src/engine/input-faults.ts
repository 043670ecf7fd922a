import type { InputFault } from '@tallymark/core'
import type * as z from 'zod'

/** The faults of an input, each with its path (INP4): a field that is not known is a fault of its own. */
export const faultsOf = (error: z.ZodError): readonly InputFault[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: 'is not known' }))
      : [{ path: pathOf(issue.path), message: issue.message }],
  )

const pathOf = (keys: readonly PropertyKey[]): string => keys.map(String).join('.')
