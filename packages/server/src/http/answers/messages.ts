import * as z from 'zod'
import { name } from '../openapi/name.ts'

export const posted = name('Posted', z.strictObject({ seq: z.int(), isNew: z.boolean() }))
export const deleted = name('Deleted', z.strictObject({ seq: z.int() }))
