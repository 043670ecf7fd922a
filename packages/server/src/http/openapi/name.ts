import type * as z from 'zod'

/** Gives a schema its name in the document. */
export const name = <T extends z.ZodType>(id: string, schema: T): T => schema.meta({ id }) as T
