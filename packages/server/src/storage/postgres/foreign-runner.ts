import type { OpenClient } from '../../engine/ports/store.ts'
import type { Row } from '../rows.ts'
import { type Answer, type Runner, StatementFailure, TYPES } from './connection.ts'
import { type Statement, withSchema } from './statement.ts'

/** Runs statements one after the other on a client of the chat's own, whose parsers of types may be any. */
export class ForeignRunner implements Runner {
  readonly #client: OpenClient
  readonly #schema: string

  constructor(client: OpenClient, schema: string) {
    this.#client = client
    this.#schema = schema
  }

  async run(statements: readonly Statement[]): Promise<readonly Answer[]> {
    const answers: Answer[] = []
    for (const [index, { text, values = [] }] of statements.entries())
      try {
        const config = {
          text: withSchema(text, this.#schema),
          values: [...values],
          rowMode: 'array' as const,
          types: TYPES,
        }
        const { rows } = await this.#client.query(config)
        answers.push({ rows: rows as unknown as readonly Row[], command: '' })
      } catch (error) {
        throw new StatementFailure(index, 'refused', error as Error)
      }
    return answers
  }
}
