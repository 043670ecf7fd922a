import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname } from 'node:path'

/** Where the page was built to. */
const FOLDER = new URL('../page/', import.meta.url)

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const POLICY =
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

/** Sends the page, or a file of it; whether there is such a file. The names of assets change with what they hold. */
export async function sendPageFile(path: string, response: ServerResponse): Promise<boolean> {
  const [, asset] = /^\/assets\/([\w-]+(?:\.[\w-]+)+)$/.exec(path) ?? []
  if (path !== '/' && asset === undefined) return false
  const name = asset === undefined ? 'index.html' : `assets/${asset}`
  const type = TYPES[extname(name)]
  const bytes = type === undefined ? undefined : await readFile(new URL(name, FOLDER)).catch(() => undefined)
  if (type === undefined || bytes === undefined) return false
  response.writeHead(200, {
    'content-type': type,
    'content-length': bytes.length,
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    'cache-control': asset === undefined ? 'no-cache' : 'public, max-age=31536000, immutable',
  })
  response.end(bytes)
  return true
}
