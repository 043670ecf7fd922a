/** A place where a house rule is broken. */
export interface Violation {
  readonly path: string
  /** 0 where the whole file is meant. */
  readonly line: number
  /** The rule, as a sentence. */
  readonly rule: string
}

/** The violation as one line, to be clicked on. */
export const textOf = ({ path, line, rule }: Violation): string => `${path}${line === 0 ? '' : `:${line}`}  ${rule}`
