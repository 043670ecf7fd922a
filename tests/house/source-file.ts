import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that the whole project is in. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** A file of ours. */
export interface SourceFile {
  /** From the project's folder, with slashes. */
  readonly path: string
  readonly text: string
}

const GENERATED = new Set(['node_modules', 'dist'])

/** The paths of all files below a folder of the project; none if there is no such folder. */
function pathsBelow(folder: string): readonly string[] {
  const entries = readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(PROJECT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.split('/').some((part) => GENERATED.has(part)))
}

/** All files that the house rules are about, by path. */
export function filePaths(): readonly string[] {
  const packages = ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(PROJECT, group)).map((name) => `${group}/${name}`),
  )
  const folders = [...packages.flatMap((name) => [`${name}/src`, `${name}/testing`]), 'bench/src', 'tests']
  return folders.filter(exists).flatMap(pathsBelow).toSorted()
}

function exists(folder: string): boolean {
  return readdirSync(join(PROJECT, folder, '..')).includes(folder.split('/').at(-1) as string)
}

/** Those of them that hold TypeScript. */
export const sourceFiles = (): readonly SourceFile[] =>
  filePaths()
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(PROJECT, path), 'utf8') }))

/** Whether a file holds tests. */
export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)
