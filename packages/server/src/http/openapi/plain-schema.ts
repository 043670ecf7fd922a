import type * as z from 'zod'

type Override = NonNullable<z.core.ToJSONSchemaParams['override']>

/** Takes out of a JSON Schema what tells its reader nothing: the bounds of JavaScript's integers, a pattern beside its format. */
export const plainSchema: Override = ({ jsonSchema }) => {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.format === 'date-time' || jsonSchema.type === 'integer') delete jsonSchema.pattern
  // A Date, which JSON has not, leaves an empty branch.
  const branches = jsonSchema.anyOf?.filter((branch) => Object.keys(branch).length > 0)
  if (branches?.length === 1) {
    delete jsonSchema.anyOf
    Object.assign(jsonSchema, branches[0])
  }
}
