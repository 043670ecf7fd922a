import type { Logger } from 'pino'
import { COPIED_TABLES, type TableName } from '../storage/copy/copied-tables.ts'
import type { CopyWatcher } from '../storage/copy/copy-rows.ts'
import type { RowsSource } from '../storage/copy/rows-source.ts'

/** Where a person or a log looks at. */
export interface Screen {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** How often a line on a terminal is written anew, and how often one goes to a log. */
const LINE_MS = 100
const LOG_MS = 5_000
const CLEARED = '\r\u001b[K'

/** Tells how a copy goes on: in one line that moves on a terminal, in log lines elsewhere (CPY8). */
export class CopyTeller {
  readonly #screen: Screen
  readonly #logger: Pick<Logger, 'info'>
  readonly #now: () => number
  readonly #counts = new Map<TableName, number>()
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(screen: Screen, logger: Pick<Logger, 'info'>, now: () => number) {
    this.#screen = screen
    this.#logger = logger
    this.#now = now
  }

  /** Looks how much there is to copy. */
  async begin(source: Pick<RowsSource, 'count'>): Promise<void> {
    for (const table of COPIED_TABLES) this.#counts.set(table.name, await source.count(table))
  }

  readonly moved: CopyWatcher['moved'] = (doing, table, rows) => {
    const of = this.#counts.get(table) ?? 0
    const isWhole = rows >= of
    if (!isWhole && this.#now() - this.#toldAt < (this.#isTerminal ? LINE_MS : LOG_MS)) return
    this.#toldAt = this.#now()
    if (this.#isTerminal)
      this.#screen.write(`${CLEARED}${doing} ${table}: ${rows} of ${of} rows (${percent(rows, of)} %)`)
    else this.#logger.info({ table, rows, of }, doing)
  }

  /** Leaves the terminal as it was. */
  end(): void {
    if (this.#isTerminal) this.#screen.write(CLEARED)
  }

  get #isTerminal(): boolean {
    return this.#screen.isTTY === true
  }
}

const percent = (rows: number, of: number): number => (of === 0 ? 100 : Math.floor((100 * rows) / of))
