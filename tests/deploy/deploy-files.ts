import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** The names of all files in `deploy`. */
export const DEPLOY_FILES: readonly string[] = readdirSync(join(PROJECT, 'deploy'))

/** Where a path of the project is. */
export const inProject = (...path: readonly string[]): string => join(PROJECT, ...path)

/** The text of a file in `deploy`. */
export const textOf = (name: string): string => readFileSync(inProject('deploy', name), 'utf8')

/** What a YAML file in `deploy` says. */
export const yamlOf = <T>(name: string): T => parse(textOf(name), { merge: true }) as T

/** The names of this project's metrics, of Node's and of the process that a PromQL expression reads. */
export const metricsIn = (expression: string): readonly string[] =>
  expression.match(/\b(tallymark|nodejs|process)_\w+/g) ?? []
