import { isRefusal, type Refusal, refuse, type UserId } from '@tallymark/core'
import type { Identity } from '../access/identity.ts'

/** For whom one acts who may name a user: a JWT's own user, or whoever an API key names; `field` is where it would (ACC4). */
export function actingAs(identity: Identity, named: UserId | undefined, field: string): UserId | Refusal {
  if (identity.kind === 'user')
    return named === undefined || named === identity.userId ? identity.userId : refuse('not_yours')
  return named ?? { refused: 'invalid_input', errors: [{ path: field, message: 'must be there with an API key' }] }
}

/** Who looks: a JWT's own user, or whoever an API key names, if it names one (PRV5). */
export const viewerOf = (identity: Identity, named: UserId | undefined): UserId | undefined | Refusal =>
  identity.kind === 'key' ? named : actingAs(identity, named, 'viewerId')

/** An outcome as the one who asked may know it: to a user, a conversation that is not there is one it is not in (ACC5). */
export const knownTo = <Outcome>(identity: Identity, outcome: Outcome): Outcome | Refusal =>
  identity.kind === 'user' && isRefusal(outcome) && outcome.refused === 'unknown_conversation'
    ? refuse('not_a_participant')
    : outcome
