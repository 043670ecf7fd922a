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
export interface RecordShape<Names extends string = string, Optional extends string = string> {
  readonly is: 'record'
  readonly fields: Readonly<Record<Names, Shape>>
  readonly optional: Readonly<Record<Optional, Shape>>
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
export const record = <Names extends string, Optional extends string = never>(
  fields: Readonly<Record<Names, Shape>>,
  optional = {} as Readonly<Record<Optional, Shape>>,
): RecordShape<Names, Optional> => ({ is: 'record', fields, optional })

/** Where a value is not of a shape, as a path and what it must be; `undefined` if it is. Strict: fields that are not named are faults. */
export function shapeFault(shape: Shape, value: unknown, isStrict: boolean): string | undefined {
  switch (shape.is) {
    case 'text':
      return expect(typeof value === 'string' && value.length <= shape.most && value.isWellFormed(), 'a text')
    case 'id':
      return expect(typeof value === 'string' && isId(value), 'an id')
    case 'seqs':
      return expect(
        typeof value === 'string' && value.length <= shape.most && parseSeqSet(value) !== undefined,
        'a SeqSet',
      )
    case 'whole':
      return expect(isWhole(value) && value >= shape.least, 'a whole number')
    case 'flag':
      return expect(typeof value === 'boolean', 'true or false')
    case 'one of':
      return typeof value === 'string' && shape.values.includes(value)
        ? undefined
        : expect(false, shape.values.join(' or '))
    case 'or null':
      return value === null ? undefined : shapeFault(shape.of, value, isStrict)
    case 'list':
      return Array.isArray(value) && value.length <= shape.most
        ? itemFault(shape.of, value, isStrict)
        : expect(false, `a list of at most ${shape.most}`)
    case 'wholes':
      return Array.isArray(value) && value.length === shape.length && value.every(isWhole)
        ? undefined
        : expect(false, `${shape.length} whole numbers`)
    case 'record':
      return recordFault(shape, value, isStrict)
  }
}

function itemFault(of: Shape, items: readonly unknown[], isStrict: boolean): string | undefined {
  for (let i = 0; i < items.length; i += 1) {
    const fault = shapeFault(of, items[i], isStrict)
    if (fault !== undefined) return `.${i}${fault}`
  }
  return undefined
}

/** The same for a record; a field of the name of `beside` may stand beside those of its shape. */
export function recordFault(
  { fields, optional }: RecordShape,
  value: unknown,
  isStrict: boolean,
  beside?: string,
): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return expect(false, 'an object')
  const of = value as Readonly<Record<string, unknown>>
  if (isStrict)
    for (const name of Object.keys(of))
      if (!(Object.hasOwn(fields, name) || Object.hasOwn(optional, name) || name === beside))
        return `.${name.slice(0, 64)} is not known`
  for (const name of Object.keys(fields)) if (!Object.hasOwn(of, name)) return `.${name} is missing`
  return fieldFault(fields, of, isStrict) ?? fieldFault(optional, of, isStrict)
}

function fieldFault(
  shapes: RecordShape['fields'],
  of: Readonly<Record<string, unknown>>,
  isStrict: boolean,
): string | undefined {
  for (const name of Object.keys(shapes)) {
    const fault = Object.hasOwn(of, name) ? shapeFault(shapes[name] as Shape, of[name], isStrict) : undefined
    if (fault !== undefined) return `.${name}${fault}`
  }
  return undefined
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const expect = (isFine: boolean, what: string): string | undefined => (isFine ? undefined : ` must be ${what}`)
