/** The rows of one kind during a commit: as they are stored and as they are now. */
export class WorkspaceTable<Row> {
  readonly #rows = new Map<string, { stored: Row | undefined; now: Row | undefined }>()

  /** Takes a row as it is stored, `undefined` if there is none; or as the table of the commit before has it, if that has it. */
  load(key: string, found: Row | undefined, before?: WorkspaceTable<Row>): void {
    if (this.#rows.has(key)) return
    const earlier = before === undefined ? undefined : before.#rows.get(key)
    const stored = earlier === undefined ? found : earlier.now
    this.#rows.set(key, { stored, now: stored })
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key)?.now
  }

  stored(key: string): Row | undefined {
    return this.#rows.get(key)?.stored
  }

  put(key: string, row: Row): void {
    const entry = this.#rows.get(key)
    if (entry === undefined) this.#rows.set(key, { stored: undefined, now: row })
    else entry.now = row
  }

  /** Changes what a row tells of a row of another kind: where nothing else of it has changed, it still counts as unchanged. */
  amend(key: string, change: (row: Row) => Row): void {
    const entry = this.#rows.get(key)
    if (entry?.now === undefined) return
    const isUnchanged = entry.stored === entry.now
    entry.now = change(entry.now)
    if (isUnchanged) entry.stored = entry.now
  }

  /** Takes a row out; whether the store still holds one is for the caller to see to. */
  remove(key: string): void {
    this.#rows.set(key, { stored: undefined, now: undefined })
  }

  /** All rows that are there now, with their keys. */
  *entries(): Generator<readonly [string, Row]> {
    for (const [key, { now }] of this.#rows) if (now !== undefined) yield [key, now]
  }

  /** The rows that the store does not have yet. */
  added(): readonly Row[] {
    const rows: Row[] = []
    for (const { stored, now } of this.#rows.values()) if (stored === undefined && now !== undefined) rows.push(now)
    return rows
  }

  /** The rows that the store has otherwise; those of them that are hardly changed go into `hardly` too. */
  changed(hardly?: Set<unknown>, isHardly?: (stored: Row, now: Row) => boolean): readonly Row[] {
    const rows: Row[] = []
    for (const { stored, now } of this.#rows.values()) {
      if (stored === undefined || now === undefined || stored === now) continue
      rows.push(now)
      if (isHardly?.(stored, now)) hardly?.add(now)
    }
    return rows
  }
}
