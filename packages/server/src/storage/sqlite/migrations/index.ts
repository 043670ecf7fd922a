import { INITIAL } from './0001-initial.ts'

/** All migrations in their order; the first leads from an empty database to schema 1. Never changed once released, only added to. */
export const MIGRATIONS: readonly string[] = [INITIAL]
