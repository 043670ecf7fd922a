import { expectTypeOf, test } from 'vitest'
import type * as z from 'zod'
import type { Conversation, CreatedConversation } from '../../engine/use-cases/create-conversation.ts'
import type { Deleted } from '../../engine/use-cases/delete-message.ts'
import type { Erased } from '../../engine/use-cases/erase-user.ts'
import type { Inbox } from '../../engine/use-cases/get-inbox.ts'
import type { MessageStatusDetails } from '../../engine/use-cases/get-message-status.ts'
import type { Participant } from '../../engine/use-cases/get-participant.ts'
import type { Summaries } from '../../engine/use-cases/get-summaries.ts'
import type { Unread } from '../../engine/use-cases/get-unread.ts'
import type { Marked } from '../../engine/use-cases/mark.ts'
import type { Posted } from '../../engine/use-cases/post.ts'
import type { User } from '../../engine/use-cases/put-user.ts'
import type { Removed } from '../../engine/use-cases/remove-conversation.ts'
import type { Problem } from '../problem.ts'
import type { conversation, createdConversation, participant, removed } from './conversations.ts'
import type { marked } from './marks.ts'
import type { deleted, posted } from './messages.ts'
import type { problem } from './problem.ts'
import type { messageStatusDetails, summaries } from './statuses.ts'
import type { inbox, unread } from './unread.ts'
import type { erased, user } from './users.ts'

/** What comes out of `JSON.parse` after `JSON.stringify`. */
type Jsonified<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Jsonified<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Jsonified<T[Key]> }
      : T

type Told<Schema extends z.ZodType> = Jsonified<z.output<Schema>>

test('[HTT3] what the document says of an answer is what the engine answers', () => {
  expectTypeOf<Told<typeof user>>().toEqualTypeOf<Jsonified<User>>()
  expectTypeOf<Told<typeof erased>>().toEqualTypeOf<Jsonified<Erased>>()
  expectTypeOf<Told<typeof conversation>>().toEqualTypeOf<Jsonified<Conversation>>()
  expectTypeOf<Told<typeof createdConversation>>().toEqualTypeOf<Jsonified<CreatedConversation>>()
  expectTypeOf<Told<typeof removed>>().toEqualTypeOf<Jsonified<Removed>>()
  expectTypeOf<Told<typeof participant>>().toEqualTypeOf<Jsonified<Participant>>()
  expectTypeOf<Told<typeof posted>>().toEqualTypeOf<Jsonified<Posted>>()
  expectTypeOf<Told<typeof deleted>>().toEqualTypeOf<Jsonified<Deleted>>()
  expectTypeOf<Told<typeof marked>>().toEqualTypeOf<Jsonified<Marked>>()
  expectTypeOf<Told<typeof messageStatusDetails>>().toEqualTypeOf<Jsonified<MessageStatusDetails>>()
  expectTypeOf<Told<typeof summaries>>().toEqualTypeOf<Jsonified<Summaries>>()
  expectTypeOf<Told<typeof unread>>().toEqualTypeOf<Jsonified<Unread>>()
  expectTypeOf<Told<typeof inbox>>().toEqualTypeOf<Jsonified<Inbox>>()
  expectTypeOf<Told<typeof problem>>().branded.toEqualTypeOf<Jsonified<Problem>>()
})
