import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CLIENT_SHAPES, CLOSE_CODES, SERVER_SHAPES, SUBPROTOCOL } from '@tallymark/core'
import type { RecordShape, Shape } from '../../packages/core/src/protocol/shape.ts'
import { refusals, standardCodes, ways } from './frames-ways.ts'
import { ROOT } from './readme.ts'

/** An interface of the wire, or a type of another kind: what is said of it, and its fields with what is said of them. */
interface Said {
  readonly name: string
  readonly of: string
  readonly text: string
  readonly fields: ReadonlyMap<string, { readonly of: string; readonly type: string }>
}

const PROTOCOL = join(ROOT, 'packages/core/src/protocol')
const source = (name: string): string => readFileSync(join(PROTOCOL, name), 'utf8')

const COMMENT = String.raw`(?:/\*\*((?:(?!\*/)[\s\S])*)\*/\n)?`
const plain = (comment = ''): string => comment.replaceAll(/\s*\n\s*\* ?/g, ' ').trim()

/** What the sources say of the types of frames and of their fields. */
const SAID: readonly Said[] = readdirSync(PROTOCOL)
  .filter((name) => !name.endsWith('.test.ts'))
  .flatMap((name) => [
    ...source(name).matchAll(
      new RegExp(`${COMMENT}export (?:interface|type) (\\w+) (?:= [^\\n]*|\\{\\n([^}]*)\\})`, 'g'),
    ),
  ])
  .map(([text, of, name, body = '']) => ({ name: name as string, of: plain(of), text, fields: fieldsOf(body) }))

function fieldsOf(body: string): Said['fields'] {
  const fields = body.matchAll(new RegExp(`${COMMENT.replace('\\n', '\\n\\s*')}readonly (\\w+)\\??: ([^\\n]*)`, 'g'))
  return new Map([...fields].map(([, of, name, type]) => [name as string, { of: plain(of), type: type as string }]))
}

const said = (name: string): Said | undefined => SAID.find((one) => one.name === name)

/** The interface of a frame: of the two that may have one type, the one that this side says. */
function saidOfFrame(side: 'ClientFrame' | 'ServerFrame', type: string): Said {
  const [, union] = /= ([^\n]*)/.exec(said(side)?.text ?? '') ?? []
  const names = union?.split(' | ') ?? []
  const found = SAID.find(({ name, fields }) => names.includes(name) && fields.get('type')?.type === `'${type}'`)
  if (found === undefined) throw new Error(`no interface of ${side} has the type ${type}`)
  return found
}

/** A shape in words. */
function inWords(shape: Shape): string {
  switch (shape.is) {
    case 'text':
      return `text, at most ${inDigits(shape.most)}`
    case 'id':
      return 'id'
    case 'seqs':
      return `SeqSet, at most ${inDigits(shape.most)}`
    case 'whole':
      return shape.least === 0 ? 'whole number' : `whole number from ${shape.least}`
    case 'flag':
      return '`true` or `false`'
    case 'one of':
      return shape.values.map((value) => `\`"${value}"\``).join(' or ')
    case 'or null':
      return `${inWords(shape.of)}, or \`null\``
    case 'list':
      return `list of at most ${inDigits(shape.most)}: ${inWords(shape.of)}`
    case 'wholes':
      return `list of ${shape.length} whole numbers`
    case 'record':
      return 'object'
  }
}

const inDigits = (count: number): string => count.toLocaleString('en')

/** The record that a field holds, itself, in a list or beside `null`, and how its fields are reached. */
function recordIn(shape: Shape): { readonly record: RecordShape; readonly path: string } | undefined {
  if (shape.is === 'record') return { record: shape, path: '' }
  if (shape.is !== 'list' && shape.is !== 'or null') return undefined
  const within = recordIn(shape.of)
  return within && { ...within, path: `${shape.is === 'list' ? '[]' : ''}${within.path}` }
}

/** A row for each field, and for those of what it holds. */
function rows(shape: RecordShape, of: Said | undefined, before = ''): readonly string[] {
  const all = [
    ...Object.entries(shape.fields).map((field) => [...field, 'yes'] as const),
    ...Object.entries(shape.optional).map((field) => [...field, 'no'] as const),
  ]
  return all.flatMap(([name, field, isThere]) => {
    const { of: told = '', type = '' } = of?.fields.get(name) ?? {}
    const part = said(type.replaceAll(/readonly |\[\]| \| null/g, ''))
    const text = [told, part?.of ?? ''].filter((sentences) => !/^((A )?SeqSets?\.)?$/.test(sentences)).join(' ')
    const within = recordIn(field)
    const row = `| \`${before}${name}\` | ${isThere} | ${inWords(field)} |${text === '' ? '' : ` ${text}`} |`
    return [row, ...(within ? rows(within.record, part, `${before}${name}${within.path}.`) : [])]
  })
}

function frame(side: 'ClientFrame' | 'ServerFrame', type: string, shape: RecordShape): string {
  const of = saidOfFrame(side, type)
  const fields = rows(shape, of)
  const table = ['| field | always there | what | |', '| --- | --- | --- | --- |', ...fields].join('\n')
  return `### ${type}\n\n${of.of}\n\n${fields.length === 0 ? 'It has no other field.' : table}\n`
}

const frames = (side: 'ClientFrame' | 'ServerFrame', shapes: ReadonlyMap<string, RecordShape>): string =>
  [...shapes].map(([type, shape]) => frame(side, type, shape)).join('\n')

const codes = (): string =>
  Object.entries(CLOSE_CODES)
    .map(([name, { code, retry, detail }]) => `| ${code} | \`${name}\` | ${retry ? 'yes' : 'no'} | ${detail} |`)
    .join('\n')

/** docs/frames.md, as the definitions of the wire say it. */
export const framesPage = (): string => `# Frames

What goes over the wire at \`/v1/feed\`, subprotocol \`${SUBPROTOCOL}\`: one JSON object a frame, with its \`type\` and the fields below. [SPEC.md](../SPEC.md) says what they promise (FED, WIR, CON) and what an
id and a SeqSet are. Texts are measured in UTF-16 code units. A server refuses fields that are not listed here; a client lets them be, for a newer server may say more.
[The examples](../packages/core/testing/golden) show every field of every frame. This page is printed from the definitions in [packages/core/src/protocol](../packages/core/src/protocol).

${ways()}
## What a client says

${frames('ClientFrame', CLIENT_SHAPES)}
## What a server says

${frames('ServerFrame', SERVER_SHAPES)}
${refusals()}
## Close codes

A \`bye\` with the same code goes before a close. From 4000 to 4499 connect again, from 4500 on do not, also where a code is not listed here. ${standardCodes()}

| code | name | connect again | what to do |
| --- | --- | --- | --- |
${codes()}
`
