import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A library of this folder that can be preloaded into a process. */
export type Shim = 'power-loss' | 'failing-disk'

/** Whether shims can be compiled and preloaded here: on Linux, with a C compiler. */
export const canCompile = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0

if (!canCompile)
  console.warn(
    'NO C COMPILER (cc on Linux): the tests of power loss and of a failing disk are SKIPPED and prove nothing here.',
  )

/** Compiles a shim into a folder and gives its path, for `LD_PRELOAD`. */
export function compiledShim(name: Shim, folder: string): string {
  const source = fileURLToPath(new URL(`./${name}.c`, import.meta.url))
  const library = join(folder, `${name}.so`)
  const { status, stderr } = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'])
  if (status !== 0) throw new Error(`${name}.c does not compile: ${stderr}`)
  return library
}
