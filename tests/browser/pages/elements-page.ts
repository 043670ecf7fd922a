import { type Client, createClient } from '@tallymark/client'
import { defineElements } from '@tallymark/client/elements'
import { arabic, english, german } from '@tallymark/client/text'

const languages = { english, german, arabic }

/** What the page gives the tests to call. */
export interface ElementsPage {
  /** Shows a user's receipts; the same user again only changes the language. */
  show(userId: string, token: string, url: string, language: keyof typeof languages): void
  define(userId: string): void
  client: Client | undefined
}

/** The page, as the global object. */
export const page = globalThis as unknown as ElementsPage

if (globalThis.document) {
  page.show = (userId, token, url, language) => {
    page.client ??= createClient({ url, userId, token: () => token })
    defineElements({ client: page.client, language: languages[language] })
  }
  page.define = (userId) =>
    defineElements({ client: createClient({ url: location.origin, userId, token: () => 'none' }) })
}
