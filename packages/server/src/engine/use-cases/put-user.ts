import type { ConversationId, Refusal, Sharing } from '@tallymark/core'
import * as z from 'zod'
import type { Command } from '../command.ts'
import type { EngineParts } from '../parts.ts'
import type { UserRecord } from '../ports/records.ts'
import { sharing, userId, wellFormed } from '../schema.ts'
import { standing } from '../standing.ts'
import type { Workspace } from '../workspace.ts'

export const putUserInput = z.strictObject({
  userId,
  userName: wellFormed(256).nullable().optional().meta({ description: 'The name to show beside receipts' }),
  userAvatarUrl: wellFormed(2048).nullable().optional().meta({ description: 'A picture to show beside receipts' }),
  sharing: sharing.nullable().optional(),
})

/** Fields left out stay as they are; `null` takes one back. */
export type PutUserInput = z.output<typeof putUserInput>

/** A user's profile. */
export interface User {
  readonly userId: string
  readonly userName: string | null
  readonly userAvatarUrl: string | null
  /** What it shares where it chose nothing else; `null` if it never said, which means everything. */
  readonly sharing: Sharing | null
}

/** Creates a user or changes its profile and its default of sharing (PRV1). */
export const putUser =
  ({ lanes }: EngineParts) =>
  (input: PutUserInput): Promise<User | Refusal> =>
    lanes.submit(putUserCommand(input))

const putUserCommand = (input: PutUserInput): Command<User> => ({
  lane: input.userId,
  wanted: { users: [input.userId], participationsOf: [input.userId] },
  standsAlone: true,
  decide(workspace) {
    const before = userOrNew(workspace, input.userId)
    const after: UserRecord = {
      ...before,
      userName: input.userName === undefined ? before.userName : input.userName,
      userAvatarUrl: input.userAvatarUrl === undefined ? before.userAvatarUrl : input.userAvatarUrl,
      sharing: input.sharing === undefined ? before.sharing : input.sharing,
    }
    const isNew = workspace.user(input.userId) === undefined
    const isChanged = (['userName', 'userAvatarUrl', 'sharing'] as const).some(
      (field) => before[field] !== after[field],
    )
    if (isNew || isChanged) workspace.putUser(after)
    if (isChanged) for (const id of inNow(workspace, input.userId)) workspace.raiseVersion(id)
    return () => userOf(after)
  },
})

/** The conversations that show the user's profile: those it is in. */
const inNow = (workspace: Workspace, id: UserRecord['userId']): readonly ConversationId[] =>
  workspace
    .conversationsOf(id)
    .filter((conversation) => standing(workspace.participant(conversation, id)) === undefined)

/** The user's row, or a new one that was not put yet; the user must have been wanted. */
export const userOrNew = (workspace: Workspace, id: UserRecord['userId']): UserRecord =>
  workspace.user(id) ?? {
    key: workspace.newUserKey(),
    userId: id,
    userName: null,
    userAvatarUrl: null,
    sharing: null,
  }

/** A user's profile as it is answered. */
export const userOf = ({ userId: id, userName, userAvatarUrl, sharing: shares }: UserRecord): User => ({
  userId: id,
  userName,
  userAvatarUrl,
  sharing: shares,
})
