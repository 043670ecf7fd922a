import { isId } from '../domain/ids.ts'
import { parseSeqSet } from '../domain/seq-set-text.ts'

/** What a value of a frame must be. Plain data: it can be printed, compared and hashed. */
export type Shape =
  | { readonly is: 'text'; readonly most: number }
  | { readonly is: 'id' }
  | { readonly is: 'seqs'; readonly most: number }
  | { readonly is: 'whole'; readonly least: number }
  | { readonly is: 'flag' }
  | { readonly is: 'one of'; readonly values: readonly string[] }
  | { readonly is: 'or null'; readonly of: Shape }
  | { readonly is: 'list'; readonly of: Shape; readonly most: number }
  | { readonly is: 'wholes'; readonly length: number }
  | RecordShape

/** A value with these fields; those of `optional` may be missing. */
export interface RecordShape {
  readonly is: 'record'
  readonly fields: Readonly<Record<string, Shape>>
  readonly optional: Readonly<Record<string, Shape>>
}

export const ID: Shape = { is: 'id' }
export const FLAG: Shape = { is: 'flag' }
/** A counter, or a time in milliseconds since 1970. */
export const COUNT: Shape = { is: 'whole', least: 0 }
export const SEQ: Shape = { is: 'whole', least: 1 }
export const text = (most: number): Shape => ({ is: 'text', most })
export const seqs = (most: number): Shape => ({ is: 'seqs', most })
export const oneOf = (...values: readonly string[]): Shape => ({ is: 'one of', values })
export const orNull = (of: Shape): Shape => ({ is: 'or null', of })
export const list = (of: Shape, most: number): Shape => ({ is: 'list', of, most })
export const wholes = (length: number): Shape => ({ is: 'wholes', length })
export const record = (fields: RecordShape['fields'], optional: RecordShape['optional'] = {}): RecordShape => ({
  is: 'record',
  fields,
  optional,
})

/** Where a value is not of a shape, as a path and what it must be; `undefined` if it is. Strict: fields that are not named are faults. */
export function shapeFault(shape: Shape, value: unknown, isStrict: boolean, path = ''): string | undefined {
  switch (shape.is) {
    case 'text':
      return expect(typeof value === 'string' && value.length <= shape.most && value.isWellFormed(), path, 'a text')
    case 'id':
      return expect(typeof value === 'string' && isId(value), path, 'an id')
    case 'seqs':
      return expect(
        typeof value === 'string' && value.length <= shape.most && parseSeqSet(value) !== undefined,
        path,
        'a SeqSet',
      )
    case 'whole':
      return expect(isWhole(value) && value >= shape.least, path, 'a whole number')
    case 'flag':
      return expect(typeof value === 'boolean', path, 'true or false')
    case 'one of':
      return expect(typeof value === 'string' && shape.values.includes(value), path, shape.values.join(' or '))
    case 'or null':
      return value === null ? undefined : shapeFault(shape.of, value, isStrict, path)
    case 'list':
      if (!Array.isArray(value) || value.length > shape.most)
        return expect(false, path, `a list of at most ${shape.most}`)
      return firstFault(value.map((item, i) => () => shapeFault(shape.of, item, isStrict, `${path}.${i}`)))
    case 'wholes':
      return expect(
        Array.isArray(value) && value.length === shape.length && value.every(isWhole),
        path,
        `${shape.length} whole numbers`,
      )
    case 'record':
      return recordFault(shape, value, isStrict, path)
  }
}

function recordFault(
  { fields, optional }: RecordShape,
  value: unknown,
  isStrict: boolean,
  path: string,
): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return expect(false, path, 'an object')
  const of = value as Readonly<Record<string, unknown>>
  const isKnown = (name: string): boolean => Object.hasOwn(fields, name) || Object.hasOwn(optional, name)
  const stranger = isStrict ? Object.keys(of).find((name) => !isKnown(name)) : undefined
  if (stranger !== undefined) return `${path}.${stranger.slice(0, 64)} is not known`
  return firstFault([
    ...Object.keys(fields).map(
      (name) => () =>
        Object.hasOwn(of, name)
          ? shapeFault(fields[name] as Shape, of[name], isStrict, `${path}.${name}`)
          : `${path}.${name} is missing`,
    ),
    ...Object.keys(optional).map(
      (name) => () =>
        Object.hasOwn(of, name)
          ? shapeFault(optional[name] as Shape, of[name], isStrict, `${path}.${name}`)
          : undefined,
    ),
  ])
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const expect = (isFine: boolean, path: string, what: string): string | undefined =>
  isFine ? undefined : `${path} must be ${what}`

function firstFault(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const fault = check()
    if (fault !== undefined) return fault
  }
  return undefined
}
