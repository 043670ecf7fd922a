import { type Refusal, refuse } from '@tallymark/core'
import type { Command } from '../command.ts'
import type { EngineParts } from '../parts.ts'
import type { UserInput } from './get-user.ts'

/** That a user is forgotten. */
export interface Erased {
  readonly userId: string
  /** How many conversations it was taken out of. */
  readonly conversations: number
}

/** Forgets a user: profile, memberships, sets, receipts and times (PRV6). */
export const eraseUser =
  ({ lanes }: EngineParts) =>
  (input: UserInput): Promise<Erased | Refusal> =>
    lanes.submit(eraseUserCommand(input))

const eraseUserCommand = (
  { userId }: UserInput,
  meant: { key?: number; conversations?: number } = {},
): Command<Erased> => ({
  lane: userId,
  wanted: { users: [userId], participationsOf: [userId] },
  standsAlone: true,
  endsBatch: true,
  decide(workspace) {
    const user = workspace.user(userId)
    if (meant.key !== undefined && user?.key !== meant.key)
      return () => ({ userId, conversations: meant.conversations ?? 0 })
    if (user === undefined) return refuse('unknown_user')
    const conversations = workspace.conversationsOf(userId)
    meant.key = user.key
    meant.conversations = conversations.length
    workspace.eraseUser(user)
    for (const id of conversations) workspace.raiseVersion(id)
    return () => ({ userId, conversations: conversations.length })
  },
})
