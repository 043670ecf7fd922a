import { participantIn, raiseVersion, refused, type Sharing, type User, type World } from './world.ts'

/** A change of a profile. */
export interface PutUser {
  readonly userId: string
  readonly userName?: string | null
  readonly userAvatarUrl?: string | null
  readonly sharing?: Sharing | null
}

/** Changes a profile, which belongs to what others see of every conversation that the user is in (VER1). */
export function putUser(world: World, input: PutUser): unknown {
  const before = world.users.get(input.userId)
  const after: User = before ?? { userId: input.userId, userName: null, userAvatarUrl: null, sharing: null }
  const old = JSON.stringify(after)
  if (input.userName !== undefined) after.userName = input.userName
  if (input.userAvatarUrl !== undefined) after.userAvatarUrl = input.userAvatarUrl
  if (input.sharing !== undefined) after.sharing = input.sharing
  world.users.set(input.userId, after)
  for (const conversation of world.conversations.values())
    if (participantIn(conversation, input.userId)?.isIn === true && JSON.stringify(after) !== old)
      raiseVersion(world, conversation)
  return { ...after }
}

/** A profile. */
export function getUser(world: World, { userId }: { userId: string }): unknown {
  const user = world.users.get(userId)
  return user === undefined ? refused('unknown_user') : { ...user }
}

/** PRV6: only the messages stay, with a sender whom nobody can name. */
export function eraseUser(world: World, { userId }: { userId: string }): unknown {
  if (!world.users.delete(userId)) return refused('unknown_user')
  let conversations = 0
  for (const conversation of world.conversations.values()) {
    const participant = participantIn(conversation, userId)
    if (participant === undefined) continue
    conversations += 1
    participant.isErased = true
    conversation.participants = conversation.participants.filter((one) => one !== participant)
    raiseVersion(world, conversation)
    if (world.mutations.has('erasedComesBack'))
      world.ghosts.set(`${conversation.conversationId} ${userId}`, participant)
  }
  return { userId, conversations }
}
