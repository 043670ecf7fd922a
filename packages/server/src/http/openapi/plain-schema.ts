import * as z from 'zod'

type Override = NonNullable<z.core.ToJSONSchemaParams['override']>

/**
 * Takes out of a JSON Schema what tells its reader nothing: the bounds of JavaScript's integers, a pattern beside its format. Puts the examples back in,
 * which zod drops where anything within is transformed.
 */
export const plainSchema: Override = ({ zodSchema, jsonSchema }) => {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.format === 'date-time' || jsonSchema.type === 'integer') delete jsonSchema.pattern
  const examples = z.globalRegistry.get(zodSchema)?.examples
  if (Array.isArray(examples)) jsonSchema.examples = examples
  // A Date, which JSON has not, leaves an empty branch.
  const branches = jsonSchema.anyOf?.filter((branch) => Object.keys(branch).length > 0)
  if (branches?.length === 1) {
    delete jsonSchema.anyOf
    Object.assign(jsonSchema, branches[0])
  }
}
