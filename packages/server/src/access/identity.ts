import type { UserId } from '@tallymark/core'

/** Who asks: the chat itself, by an API key, or one of its users, by a JWT. */
export type Identity =
  | { readonly kind: 'key'; readonly keyId: string }
  | { readonly kind: 'user'; readonly userId: UserId }
