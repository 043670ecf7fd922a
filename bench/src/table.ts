import { type Figure, isMet, type Target } from './figure.ts'

const HEAD = ['figure', 'value', 'ratio', 'target', 'met', 'against'] as const
type Line = readonly string[]

/** The figures as a table for people. */
export function tableOf(figures: readonly Figure[]): string {
  const lines: readonly Line[] = [HEAD, ...figures.map(lineOf)]
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => (line[column] as string).length)))
  const text = (line: Line): string =>
    line
      .map((cell, i) => (i === 1 || i === 2 ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number)))
      .join('  ')
      .trimEnd()
  return lines.map(text).join('\n')
}

const lineOf = (figure: Figure): Line => [
  figure.name,
  `${short(figure.value)} ${figure.unit}`,
  `${short(figure.ratio)}×`,
  figure.target === undefined ? '' : targetText(figure.target, figure.unit),
  { true: 'yes', false: 'NO', undefined: '' }[`${isMet(figure)}`],
  figure.against,
]

const targetText = (target: Target, unit: string): string =>
  'ratio' in target ? `≥ ${short(target.ratio)}×` : `≤ ${short(target.atMost)} ${unit}`

/** Three digits that matter, and all of those before the point. */
const short = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3)).toString()
