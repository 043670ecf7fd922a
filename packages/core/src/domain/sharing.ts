/** What a user lets others know: both kinds, that messages arrived only, or neither. */
export type Sharing = 'everything' | 'delivered' | 'nothing'

/** What a conversation asks of its participants' sharing: their own choice, `everything` of all, or `nothing` of anyone. */
export type SharingPolicy = 'optional' | 'required' | 'forbidden'

/** The sharing in force for a participant (PRV1): the conversation's demand, else its own choice here, else the user's default. */
export function sharingInForce(policy: SharingPolicy, choice: Sharing | null, userDefault: Sharing | null): Sharing {
  if (policy === 'required') return 'everything'
  if (policy === 'forbidden') return 'nothing'
  return choice ?? userDefault ?? 'everything'
}
