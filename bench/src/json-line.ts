import type { Figure } from './figure.ts'

/** A figure as one line of JSON. */
export const jsonLine = ({ name, value, unit, against, ratio }: Figure): string =>
  JSON.stringify({ name, value: rounded(value), unit, against, ratio: rounded(ratio) })

const rounded = (value: number): number => Number(value.toPrecision(4))
