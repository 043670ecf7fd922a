import { REFUSALS } from '@tallymark/core'
import type { App } from '../app.ts'

/** Where the codes of all refusals are explained, each at an anchor of its name. */
export const PROBLEMS_ADDRESS = '/docs/problems'

/** The page loads nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"

/** Explains every refusal where the `type` of its problem leads (HTT1). */
export function addProblemsRoute(app: App): void {
  const page = problemsPage()
  app.get(PROBLEMS_ADDRESS, { schema: { hide: true } as object }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(page),
  )
}

const problemsPage = (): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    '<title>Tallymark: problems</title>',
    '<style>:root { color-scheme: light dark } body { font: 1rem/1.5 system-ui; max-width: 45rem; margin: 2rem auto; padding: 0 1rem } :target { outline: 2px solid; outline-offset: .5rem }</style>',
    '<h1>Problems</h1>',
    '<p>Why a request may be refused, and what to do then.</p>',
    ...Object.entries(REFUSALS).map(section),
    '',
  ].join('\n')

type Row = (typeof REFUSALS)[keyof typeof REFUSALS]

const section = ([code, { status, retry, title, detail }]: [string, Row]): string =>
  [
    `<section id="${code}">`,
    `<h2><code>${code}</code></h2>`,
    `<p>${status}. ${escaped(title)}. ${escaped(detail)}</p>`,
    ...(retry ? ['<p>The same request may succeed later.</p>'] : []),
    '</section>',
  ].join('\n')

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
