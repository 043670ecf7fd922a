import fc from 'fast-check'
import { isId } from '../src/domain/ids.ts'
import { ofSeqs } from '../src/domain/seq-set.ts'
import { formatSeqSet } from '../src/domain/seq-set-text.ts'
import { CLIENT_SHAPES } from '../src/protocol/client-frame.ts'
import { SERVER_SHAPES } from '../src/protocol/server-frame.ts'
import type { RecordShape, Shape } from '../src/protocol/shape.ts'

/** Texts of any code units, half surrogates included. */
export const codeUnits: fc.Arbitrary<string> = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff }))
    .map((unit) => String.fromCharCode(unit)),
})

function framesOf(shapes: ReadonlyMap<string, RecordShape>): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const each = [...shapes].map(([type, shape]) => recordsOf(shape).map((fields) => ({ type, ...fields })))
  return fc.oneof(...each)
}

function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.is) {
    case 'text':
      return fc.string({ unit: 'grapheme', maxLength: Math.min(20, shape.most) })
    case 'id':
      return fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter(isId)
    case 'seqs':
      return fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }).map((seqs) => formatSeqSet(ofSeqs(seqs)))
    case 'whole':
      return fc.oneof(fc.integer({ min: shape.least, max: 1_000 }), fc.constant(Number.MAX_SAFE_INTEGER))
    case 'flag':
      return fc.boolean()
    case 'one of':
      return fc.constantFrom(...shape.values)
    case 'or null':
      return fc.option(valuesOf(shape.of))
    case 'list':
      return fc.array(valuesOf(shape.of), { maxLength: 4 })
    case 'wholes':
      return fc.array(fc.maxSafeNat(), { minLength: shape.length, maxLength: shape.length })
    case 'record':
      return recordsOf(shape)
  }
}

const recordsOf = ({ fields, optional }: RecordShape): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc.record(mapped({ ...fields, ...optional }), { requiredKeys: Object.keys(fields), noNullPrototype: true })

const mapped = (shapes: RecordShape['fields']): Record<string, fc.Arbitrary<unknown>> =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, valuesOf(shape)]))

/** Any frame that a client may say, as its JSON would be read. */
export const clientFrames = framesOf(CLIENT_SHAPES)
/** Any frame that a server may say, as its JSON would be read. */
export const serverFrames = framesOf(SERVER_SHAPES)
