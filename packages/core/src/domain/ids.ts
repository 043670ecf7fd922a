declare const brand: unique symbol
type Id<Name extends string> = string & { readonly [brand]: Name }

/** The chat's own name of a conversation: opaque, 1 to 128 characters. */
export type ConversationId = Id<'conversation'>
/** The chat's own name of a message: opaque, 1 to 128 characters, unique within its conversation. */
export type MessageId = Id<'message'>
/** The chat's own name of a user: opaque, 1 to 128 characters. */
export type UserId = Id<'user'>

/** The most UTF-16 code units an id may have. */
export const ID_MAX_LENGTH = 128

/** Whether a text can be an id (INP1): 1 to 128 code units, no NUL, no lone surrogate. */
export const isId = (text: string): boolean =>
  text.length > 0 && text.length <= ID_MAX_LENGTH && !text.includes('\0') && text.isWellFormed()
