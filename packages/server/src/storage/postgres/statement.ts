import type { Value } from '../rows.ts'

/** A statement for the server. Without values it may be several, separated by semicolons. */
export interface Statement {
  /** SQL in which `@` stands for the schema, as in `@.message`: its name is put there when it is sent. */
  readonly text: string
  readonly values?: readonly Value[]
}

/** SQL with the schema's name before that of each table, so that nothing depends on a search path (which is state of a session). */
export const withSchema = (text: string, schema: string): string => {
  const name = `"${schema.replaceAll('"', '""')}"`
  return text.replaceAll('@.', () => `${name}.`).replaceAll('@;', () => `${name};`)
}

/** The text of an array as PostgreSQL reads it: that of JSON but for its brackets, and for texts in which JSON escapes anything. */
export function arrayText(values: readonly Value[]): string {
  const json = JSON.stringify(values)
  return json.includes('\\') ? `{${values.map(element).join()}}` : `{${json.slice(1, -1)}}`
}

function element(value: Value): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number') return String(value)
  return /["\\]/.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : `"${value}"`
}

/** The columns of rows, each as the text of an array: what `unnest` makes rows of again. */
export const columnTexts = (rows: readonly (readonly Value[])[], width: number): readonly string[] =>
  Array.from({ length: width }, (_, column) => arrayText(rows.map((row) => row[column] as Value)))
