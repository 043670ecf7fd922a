import type { Person } from './answers.ts'

const person = (userId: string, name: string, color: string): Person => ({
  userId,
  name,
  color,
  avatarUrl: `/chat/avatars/${userId}.svg`,
})

/** Everyone whom a page can log in as. */
export const PEOPLE: readonly Person[] = [
  person('ana', 'Ana', '#b83280'),
  person('bo', 'Bo', '#2b6cb0'),
  person('cy', 'Cy', '#2f855a'),
  person('dee', 'Dee', '#b7520b'),
  person('eli', 'Eli', '#6b46c1'),
]

const BY_ID = new Map(PEOPLE.map((one) => [one.userId, one]))

/** Somebody of the demo; `undefined` for everyone else, those of the replayed channel as well. */
export const personOf = (userId: string): Person | undefined => BY_ID.get(userId)
