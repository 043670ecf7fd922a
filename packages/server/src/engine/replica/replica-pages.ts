/** The most pages that are kept. */
const PAGES_MAX = 16

/** Pages of recipients that were made of a replica at its present version; when that moves they are forgotten. */
export class ReplicaPages<Page> {
  /** The page that was made first at the head. */
  readonly #pages = new Map<string, Page>()
  #version = 0

  /** The page that was made at this version, if it is kept. */
  get(version: number, name: string): Page | undefined {
    return this.#version === version ? this.#pages.get(name) : undefined
  }

  /** Keeps a page that shows this version. */
  put(version: number, name: string, page: Page): void {
    if (this.#version !== version) this.#pages.clear()
    this.#version = version
    this.#pages.set(name, page)
    const [oldest] = this.#pages.size > PAGES_MAX ? this.#pages.keys() : []
    if (oldest !== undefined) this.#pages.delete(oldest)
  }
}
