import { type Refusal, refuse } from '@tallymark/core'
import * as z from 'zod'
import type { EngineParts } from '../parts.ts'
import { userId } from '../schema.ts'
import { type User, userOf } from './put-user.ts'

export const userInput = z.strictObject({ userId })

export type UserInput = z.output<typeof userInput>

/** A user's profile. */
export const getUser =
  ({ reader }: EngineParts) =>
  async (input: UserInput): Promise<User | Refusal> => {
    const [user] = (await reader.find({ users: [input.userId] })).users
    return user === undefined ? refuse('unknown_user') : userOf(user)
  }
