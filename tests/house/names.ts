import type { Violation } from './violation.ts'

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
const DRAWERS = new Set(['util', 'utils', 'helper', 'helpers', 'lib', 'common', 'types', 'misc'])

/** Files and folders whose name does not say what they hold. */
export function misnamed(path: string): readonly Violation[] {
  const parts = path.split('/')
  const isKebab = parts.every((part) => KEBAB_CASE.test(part))
  const drawer = parts.find((part) => DRAWERS.has(part.split('.')[0] as string))
  return [
    ...(isKebab ? [] : [{ path, line: 0, rule: 'file and folder names are kebab-case' }]),
    ...(drawer === undefined ? [] : [{ path, line: 0, rule: `no drawers: ${drawer} does not say what it holds` }]),
  ]
}
