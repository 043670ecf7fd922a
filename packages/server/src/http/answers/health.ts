import * as z from 'zod'
import { name } from '../openapi/name.ts'

export const health = name('Health', z.strictObject({ status: z.literal('ok') }))
