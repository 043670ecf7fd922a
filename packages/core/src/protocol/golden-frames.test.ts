import { describe, expect, test } from 'vitest'
import { goldenFiles } from '../../testing/golden-frames.ts'
import { CLIENT_SHAPES, decodeClientFrame } from './client-frame.ts'
import { decodeServerFrame, SERVER_SHAPES } from './server-frame.ts'
import type { Shape } from './shape.ts'

const SHAPES = { client: CLIENT_SHAPES, server: SERVER_SHAPES }
const DECODE = { client: decodeClientFrame, server: decodeServerFrame }

const files = goldenFiles()
const fileName = (type: string): string => type.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

test.each(['client', 'server'] as const)(
  '[WIR2] each frame of a %s has a golden example, in a file of its name',
  (side) => {
    const types = [...SHAPES[side].keys()]
    const paths = files.filter((file) => file.side === side).map(({ path }) => path)
    expect(paths).toEqual(types.map((type) => `golden/${side}/${fileName(type)}.json`).toSorted())
  },
)

describe.each(files)('$path', ({ side, path, frames }) => {
  const type = String(frames[0]?.type)

  test('[WIR2] its examples are frames of one type', () => {
    expect(path).toBe(`golden/${side}/${fileName(type)}.json`)
    expect(frames.map((frame) => frame.type)).toEqual(frames.map(() => type))
  })

  test('[WIR2] each example decodes to itself', () => {
    for (const frame of frames) expect(DECODE[side](JSON.stringify(frame))).toEqual(frame)
  })

  test('[WIR2] every field of the shape occurs in an example, and what may stand there instead', () => {
    const shape = (SHAPES[side] as ReadonlyMap<string, Shape>).get(type) as Shape
    const seen = new Set(frames.flatMap(({ type: _, ...fields }) => traits(shape, fields, '')))
    expect(possibleTraits(shape, '').filter((trait) => !seen.has(trait))).toEqual([])
  })
})

/** What examples of a shape can show: all fields, that one of the frame's own is missing or null, each value to choose from, items of lists. */
function possibleTraits(shape: Shape, path: string): readonly string[] {
  switch (shape.is) {
    case 'one of':
      return shape.values.map((value) => `${path} ${value}`)
    case 'or null':
      return [...(path.lastIndexOf('.') === 0 ? [`${path} null`] : []), ...possibleTraits(shape.of, path)]
    case 'list':
      return [`${path} items`, ...possibleTraits(shape.of, `${path}.n`)]
    case 'record': {
      const fields = Object.entries({ ...shape.fields, ...shape.optional })
      return [
        ...(path === '' ? Object.keys(shape.optional).map((name) => `.${name} missing`) : []),
        ...fields.flatMap(([name, of]) => [`${path}.${name}`, ...possibleTraits(of, `${path}.${name}`)]),
      ]
    }
    default:
      return []
  }
}

/** Those of them that a value shows. */
function traits(shape: Shape, value: unknown, path: string): readonly string[] {
  switch (shape.is) {
    case 'one of':
      return [`${path} ${value}`]
    case 'or null':
      return value === null ? [`${path} null`] : traits(shape.of, value, path)
    case 'list':
      return (value as readonly unknown[]).flatMap((item) => [`${path} items`, ...traits(shape.of, item, `${path}.n`)])
    case 'record': {
      const of = value as Readonly<Record<string, unknown>>
      return Object.entries({ ...shape.fields, ...shape.optional }).flatMap(([name, field]) =>
        Object.hasOwn(of, name)
          ? [`${path}.${name}`, ...traits(field, of[name], `${path}.${name}`)]
          : [`${path}.${name} missing`],
      )
    }
    default:
      return []
  }
}
