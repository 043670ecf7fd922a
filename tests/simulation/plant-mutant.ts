import { registerHooks } from 'node:module'
import { MUTANTS, type Mutant } from './mutants.ts'

/** Plants a bug into the modules that are loaded from here on. Throws if there is none of that name, or its text is not there once. */
export function plantMutant(name: string): void {
  const mutant = MUTANTS[name]
  if (mutant === undefined) throw new Error(`there is no mutant ${name}; there are ${Object.keys(MUTANTS).join(', ')}`)
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      return url.endsWith(`/${mutant.file}`) ? { ...loaded, source: planted(mutant, String(loaded.source)) } : loaded
    },
  })
}

/** The text of a file with the bug in it. */
export function planted({ file, find, put }: Mutant, text: string): string {
  const parts = text.split(find)
  if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times what the mutant replaces: ${find}`)
  return parts.join(put)
}
