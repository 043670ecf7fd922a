import type { UserId } from '@tallymark/core'

/** Who asks: the chat itself, by an API key, or one of its users, by a JWT. */
export type Identity =
  | { readonly kind: 'key'; readonly keyId: string }
  | {
      readonly kind: 'user'
      readonly userId: UserId
      /**
       * When the JWT says that it ends, in milliseconds since 1970. It is accepted for `JWT_LEEWAY_MS` more, so this may have passed
       * already.
       */
      readonly expiresAt: number
    }

/** Who asks by a JWT. */
export type UserIdentity = Extract<Identity, { kind: 'user' }>
