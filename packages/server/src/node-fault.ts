/** The oldest Node that this runs on; `engines` in package.json says the same. */
const OLDEST = [24, 15] as const

/** Why a Node of this version cannot run this; nothing if it can. */
export function nodeFault(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isNewEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
  return isNewEnough ? undefined : `Tallymark needs Node ${OLDEST.join('.')} or newer; this is ${version}.`
}
