import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder on the disk for temporary files, gone with all that is in it when it is disposed of. */
export class ScratchFolder implements Disposable {
  readonly #path = mkdtempSync(join(tmpdir(), 'tallymark-bench-'))

  /** The path of a file in the folder. */
  file(name: string): string {
    return join(this.#path, name)
  }

  [Symbol.dispose](): void {
    rmSync(this.#path, { recursive: true, force: true })
  }
}

/** The bytes of a database file with its log. */
export const bytesOf = (file: string): number =>
  [file, `${file}-wal`].reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0)
