import { INITIAL } from './0001-initial.ts'

/**
 * The migrations in their order: the schema's number is how many have run. One that is released is never changed; a new one takes
 * nothing away that the program before it uses, because the two may run beside each other.
 */
export const MIGRATIONS: readonly string[] = [INITIAL]
