import * as z from 'zod'
import { sharing } from '../../engine/schema.ts'
import { name } from '../openapi/name.ts'

export const user = name(
  'User',
  z.strictObject({
    userId: z.string(),
    userName: z.string().nullable(),
    userAvatarUrl: z.string().nullable(),
    sharing: sharing.nullable(),
  }),
)

export const erased = name('Erased', z.strictObject({ userId: z.string(), conversations: z.int() }))
