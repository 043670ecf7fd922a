import { REFUSALS, type RefusalCode } from '@tallymark/core'
import * as z from 'zod'
import { name } from '../openapi/name.ts'

/** The codes of all refusals. */
export const refusalCode = name('RefusalCode', z.enum(Object.keys(REFUSALS) as [RefusalCode, ...RefusalCode[]]))

export const problem = name(
  'Problem',
  z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: refusalCode,
    detail: z.string(),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    retryAfterMs: z.number().optional(),
  }),
)
