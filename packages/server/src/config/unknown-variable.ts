import { SETTING_NAMES, SETTINGS } from './settings.ts'

const PREFIX = 'TALLYMARK_'
const VARIABLES: readonly string[] = SETTING_NAMES.map((name) => SETTINGS[name].variable)

/** What Kubernetes tells every container of a service whose name begins with tallymark. */
const OF_A_SERVICE = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/
const isOfService = (variable: string, value: string): boolean =>
  OF_A_SERVICE.test(variable) || (variable.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(value))

/** A sentence about a variable that looks like a setting and is none: a check that was meant to be on would be off without a word. */
export function unknownVariable(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const unknown = Object.entries(environment).find(
    ([variable, value]) =>
      variable.startsWith(PREFIX) && value && !VARIABLES.includes(variable) && !isOfService(variable, value),
  )
  if (unknown === undefined) return undefined
  const [variable] = unknown
  const near = VARIABLES.map((known) => ({ known, edits: editsBetween(variable, known) }))
    .filter(({ edits }) => edits <= MOST_EDITS)
    .toSorted((a, b) => a.edits - b.edits)[0]
  const meant = near === undefined ? '' : `, but ${near.known}`
  return `There is no setting ${variable}${meant}; see tallymark --help.`
}

/** The most letters in which two names may differ and be taken for one another. */
const MOST_EDITS = 3

/** How many letters must be put in, left out or changed to make one text of another (Levenshtein). */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (let j = 0; j < other.length; j += 1) {
      const changed = (row[j] as number) + (letter === other[j] ? 0 : 1)
      next.push(Math.min(changed, (row[j + 1] as number) + 1, (next[j] as number) + 1))
    }
    row = next
  }
  return row[other.length] as number
}
