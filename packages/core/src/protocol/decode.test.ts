import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientFrames, codeUnits, serverFrames } from '../../testing/frame-arbitraries.ts'
import { goldenFiles } from '../../testing/golden-frames.ts'
import { CLIENT_SHAPES, decodeClientFrame } from './client-frame.ts'
import { isNotAFrame, type NotAFrame } from './decode.ts'
import { decodeServerFrame, SERVER_SHAPES } from './server-frame.ts'

const DECODERS = [
  ['client', decodeClientFrame, CLIENT_SHAPES],
  ['server', decodeServerFrame, SERVER_SHAPES],
] as const

/** Decodes a text both ways, and expects of each what any text must give: a frame of a known type that decodes again, or a reason. */
function expectFrameOrReason(text: string): void {
  for (const [, decode, shapes] of DECODERS) {
    const said = decode(text)
    if (isNotAFrame(said)) {
      expect(said.fault).toMatch(/^(it|\..*) (is|must be) .+$/s)
      expect(said.fault.length).toBeLessThan(200)
    } else {
      expect([...shapes.keys()]).toContain(said.type)
      // As JSON says it again: a zero has lost its sign by then.
      const again = JSON.stringify(said)
      expect(decode(again)).toEqual(JSON.parse(again))
    }
  }
}

const goldenTexts = goldenFiles().flatMap(({ frames }) => frames.map((frame) => JSON.stringify(frame)))

/** What a text can be struck by on its way: characters lost, doubled, replaced, and pieces that are numbers, keys or ends of their own. */
const pieces = fc.constantFrom(
  '',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '0',
  '-',
  '1e400',
  '-1',
  '0.5',
  '9007199254740992',
)
const words = fc.constantFrom(
  'null',
  'true',
  '""',
  '{}',
  '[]',
  '"__proto__":{},',
  '"constructor":1,',
  '\\ud800',
  '\u0000',
  '\ud83d',
)
const struck = fc
  .tuple(
    fc.constantFrom(...goldenTexts),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 4 }), fc.oneof(pieces, words)), { maxLength: 3 }),
  )
  .map(([text, blows]) =>
    blows.reduce((left, [at, length, piece]) => {
      const start = at % (left.length + 1)
      return left.slice(0, start) + piece + left.slice(start + length)
    }, text),
  )

describe('any text', () => {
  test.each([
    ['characters', fc.string({ unit: 'binary' })],
    ['half surrogates', codeUnits],
    ['half surrogates in JSON', codeUnits.map((type) => JSON.stringify({ type, [type]: type }))],
    ['JSON', fc.json({ stringUnit: 'binary', maxDepth: 5 })],
    ['a struck frame', struck],
  ])('[WIR1] of %s becomes a frame or a reason', (_what, texts) => {
    fc.assert(fc.property(texts, expectFrameOrReason), { numRuns: 1_000 })
  })

  test('[WIR1] with any value as a field of any frame becomes a frame or a reason', () => {
    const values = fc.jsonValue({ stringUnit: 'binary', maxDepth: 3 })
    const replaced = fc.tuple(fc.oneof(clientFrames, serverFrames), fc.nat(), values).map(([frame, at, value]) => {
      const names = Object.keys(frame)
      return JSON.stringify({ ...frame, [names[at % names.length] as string]: value })
    })
    fc.assert(fc.property(replaced, expectFrameOrReason), { numRuns: 1_000 })
  })

  test.each([
    ['', 'it is not JSON'],
    ['{', 'it is not JSON'],
    ["{'type':'ping'}", 'it is not JSON'],
    ['\ufeff{"type":"ping"}', 'it is not JSON'],
    ['null', 'it is not an object'],
    ['7', 'it is not an object'],
    ['1e400', 'it is not an object'],
    ['"ping"', 'it is not an object'],
    ['[]', '.type must be a text'],
    ['[{"type":"ping"}]', '.type must be a text'],
    ['{}', '.type must be a text'],
    ['{"type":["ping"]}', '.type must be a text'],
    ['{"__proto__":{"type":"ping"}}', '.type must be a text'],
    ['{"type":"mark","type":null}', '.type must be a text'],
  ])('[WIR1] %j is refused: %s', (text, fault) => {
    expect(decodeClientFrame(text)).toEqual({ fault, wrong: 'all' })
    expect(decodeServerFrame(text)).toEqual({ fault, wrong: 'all' })
  })
})

describe('a frame', () => {
  test('[WIR1] with all that its shape allows is read as it was said', () => {
    const isRead = (decode: (text: string) => unknown) => (frame: object) => {
      expect(decode(JSON.stringify(frame))).toEqual(frame)
    }
    fc.assert(fc.property(clientFrames, isRead(decodeClientFrame)), { numRuns: 500 })
    fc.assert(fc.property(serverFrames, isRead(decodeServerFrame)), { numRuns: 500 })
  })

  const mark = { type: 'mark', id: 1, conversationId: 'c1', kind: 'read', upToMessageId: 'm1' }
  const watch = { type: 'watch', conversationId: 'c1' }
  const since = { epoch: 'e1', version: 1, names: true }

  test.each([
    ['a half surrogate', { ...mark, upToMessageId: '\ud83d' }, '.upToMessageId must be an id'],
    ['an empty id', { ...mark, conversationId: '' }, '.conversationId must be an id'],
    ['an id of 129 characters', { ...mark, conversationId: 'c'.repeat(129) }, '.conversationId must be an id'],
    ['a number in quotes', { ...mark, id: '1' }, '.id must be a whole number'],
    ['half a number', { ...mark, id: 0.5 }, '.id must be a whole number'],
    ['a negative number', { ...mark, id: -1 }, '.id must be a whole number'],
    ['2^53', { ...mark, id: 2 ** 53 }, '.id must be a whole number'],
    ['a seq of 0', { ...watch, from: 0 }, '.from must be a whole number'],
    ['another word', { ...mark, kind: 'seen' }, '.kind must be delivered or read'],
    ['null for what may be missing', { ...mark, private: null }, '.private must be true or false'],
    ['a list for a text', { ...mark, seqs: ['1'] }, '.seqs must be a SeqSet'],
    ['a set that is not canonical', { ...mark, seqs: '2,1' }, '.seqs must be a SeqSet'],
    ['an item that is none', { ...mark, messageIds: ['m1', 7] }, '.messageIds.1 must be an id'],
    ['1,001 items', { ...mark, messageIds: Array(1_001).fill('m1') }, '.messageIds must be a list of at most 1000'],
    ['a list for an object', { ...watch, since: [since] }, '.since must be an object'],
    ['a field that is missing', { ...mark, kind: undefined }, '.kind is missing'],
    ['a field within that is missing', { ...watch, since: { ...since, epoch: undefined } }, '.since.epoch is missing'],
    ['a field that is not known', { ...mark, urgent: true }, '.urgent is not known'],
    ['a field within that is not known', { ...watch, since: { ...since, at: 1 } }, '.since.at is not known'],
  ])('[WIR1] of a client with %s is refused, and the reason says where', (_what, frame, fault) => {
    const text = JSON.stringify(frame)
    expect(decodeClientFrame(text)).toEqual({ fault, wrong: 'fields', said: JSON.parse(text) })
  })

  test.each([
    ['{"type":"ping","__proto__":1}', '.__proto__ is not known'],
    ['{"type":"ping","__proto__":{"id":1}}', '.__proto__ is not known'],
    ['{"type":"ping","constructor":1}', '.constructor is not known'],
    ['{"type":"ping","hasOwnProperty":1}', '.hasOwnProperty is not known'],
    ['{"type":"mark","__proto__":{"id":1,"conversationId":"c1","kind":"read"}}', '.__proto__ is not known'],
    ['{"type":"watch","conversationId":"c1","from":1e400}', '.from must be a whole number'],
    ['{"type":"watch","conversationId":"c1","from":9007199254740992}', '.from must be a whole number'],
    ['{"type":"watch","conversationId":"c1","from":-1e400}', '.from must be a whole number'],
  ])('[WIR1] %s is refused: %s', (text, fault) => {
    expect(decodeClientFrame(text)).toEqual({ fault, wrong: 'fields', said: JSON.parse(text) })
  })

  test('[WIR1] is the same where somebody has given all objects one more property', () => {
    const frame = { ...watch, since }
    const said: unknown[] = []
    Object.defineProperty(Object.prototype, 'more', { value: 1, enumerable: true, configurable: true })
    try {
      said.push(decodeClientFrame(JSON.stringify(frame)), decodeServerFrame('{"type":"pong"}'))
    } finally {
      Reflect.deleteProperty(Object.prototype, 'more')
    }
    expect(said).toEqual([frame, { type: 'pong' }])
  })

  test('[WIR1] says the same whatever stands for the same number', () => {
    expect(decodeClientFrame('{"type":"watch","conversationId":"c1","from":1e2}')).toMatchObject({ from: 100 })
    expect(decodeClientFrame('{"type":"watch","conversationId":"c1","from":1.0}')).toMatchObject({ from: 1 })
  })
})

describe('a field more', () => {
  const stranger = 'aFieldOfTomorrow'

  test('[WIR1] is a fault anywhere in a frame from a client', () => {
    fc.assert(
      fc.property(clientFrames, fc.nat(), (frame, at) => {
        const { text, path } = withMore(frame, stranger, at)
        expect(decodeClientFrame(text)).toMatchObject({ fault: `${path}.${stranger} is not known`, wrong: 'fields' })
      }),
    )
  })

  // A reason is known by the name of a field that a server may use too: such a frame is taken for a reason.
  test('[WIR1] of any name leaves a frame of a server one', () => {
    for (const name of ['fault', 'wrong', 'said'])
      expect(isNotAFrame(decodeServerFrame(JSON.stringify({ type: 'pong', [name]: true })))).toBe(false)
  })

  test('[WIR1] is let be anywhere in a frame from a server', () => {
    fc.assert(
      fc.property(serverFrames, fc.nat(), (frame, at) => {
        const { text } = withMore(frame, stranger, at)
        expect(decodeServerFrame(text)).toEqual(JSON.parse(text))
      }),
    )
  })
})

/** A frame's text with a field more in one of its objects, and the path of that object. */
function withMore(frame: object, name: string, at: number): { readonly text: string; readonly path: string } {
  const copy = structuredClone(frame)
  const all = [...objectsIn(copy, '')]
  const [object, path] = all[at % all.length] as readonly [object: object, path: string]
  Object.assign(object, { [name]: { of: [1, null] } })
  return { text: JSON.stringify(copy), path }
}

function* objectsIn(value: unknown, path: string): Generator<readonly [object: object, path: string]> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield [value, path]
  for (const [name, part] of Object.entries(value)) yield* objectsIn(part, `${path}.${name}`)
}

describe('a type that is not known', () => {
  test.each([
    ['{"type":"typing","conversationId":"c1"}', '.type "typing" is not known'],
    ['{"type":""}', '.type "" is not known'],
    ['{"type":"__proto__"}', '.type "__proto__" is not known'],
    ['{"type":"toString"}', '.type "toString" is not known'],
    ['{"type":"Ping"}', '.type "Ping" is not known'],
    ['{"type":"ping "}', '.type "ping " is not known'],
  ])('[WIR3] %s is told apart from what is no frame', (text, fault) => {
    expect(decodeClientFrame(text)).toEqual({ fault, wrong: 'type' })
    expect(decodeServerFrame(text)).toEqual({ fault, wrong: 'type' })
  })

  test('[WIR3] is any that only the other side says', () => {
    for (const { side, frames } of goldenFiles()) {
      const [decode, known] =
        side === 'client' ? [decodeServerFrame, SERVER_SHAPES] : [decodeClientFrame, CLIENT_SHAPES]
      const type = String(frames[0]?.type)
      const said = decode(JSON.stringify(frames[0]))
      if (!(known as ReadonlyMap<string, unknown>).has(type)) expect(said).toMatchObject({ wrong: 'type' })
    }
  })

  test('[WIR3] is named by no more than 64 of its characters', () => {
    const { fault } = decodeClientFrame(JSON.stringify({ type: 't'.repeat(10_000) })) as NotAFrame
    expect(fault).toBe(`.type "${'t'.repeat(64)}" is not known`)
  })
})

describe('what is large', () => {
  const BYTES = 65_536
  const filled = (start: string, unit: string, end: string): string =>
    start + unit.repeat(Math.floor((BYTES - start.length - end.length) / unit.length)) + end
  const nested = (open: string, close: string): string => open.repeat(BYTES / 2 / open.length) + close.repeat(BYTES / 2)

  test.each([
    ['nested lists', nested('[', ']')],
    ['nested lists in a field', `{"type":"watch","conversationId":${'['.repeat(32_000)}${']'.repeat(32_000)}}`],
    [
      'nested objects in a field that is not known',
      `{"type":"pong","a":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_001)}`,
    ],
    ['nested lists without an end', '['.repeat(BYTES)],
    ['blanks', filled('{"type":"ping"', ' ', '}')],
    ['a long type', filled('{"type":"', 'x', '"}')],
    ['escapes', filled('{"type":"renew","token":"', '\\u0041', '"}')],
    ['half surrogates', filled('{"type":"renew","token":"', '\\ud800', '"}')],
    ['ranges', filled('{"type":"mark","id":1,"conversationId":"c1","kind":"read","seqs":"', '1,', '1"}')],
    ['ids', filled('{"type":"mark","id":1,"conversationId":"c1","kind":"read","messageIds":[', '"m",', '"m"]}')],
    ['strange fields', `{"type":"ping"${Array.from({ length: 5_500 }, (_, i) => `,"f${i}":${i}`).join('')}}`],
    ['the same field', filled('{"type":"ping"', ',"a":1', '}')],
    ['digits', filled('{"type":"watch","conversationId":"c1","from":', '9', '}')],
  ])('[WIR1] 64 KiB of %s become a frame or a reason, in well below a tenth of a second', (_what, text) => {
    const times = Array.from({ length: 5 }, () => {
      const startedAt = performance.now()
      decodeClientFrame(text)
      decodeServerFrame(text)
      return performance.now() - startedAt
    })
    expect(Math.min(...times)).toBeLessThan(40)
  })
})
