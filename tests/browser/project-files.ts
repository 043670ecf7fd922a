import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { transformSync } from 'esbuild'

const PROJECT = join(import.meta.dirname, '../..')
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
}

/**
 * A server of the project's files, of the plain kind. What a build puts into `dist` is made of its source when it is asked for, module by
 * module, so that no build has to be there.
 */
export async function serveProject(pages: Readonly<Record<string, string>> = {}): Promise<Server & { url: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://files')
    // A browser asks for it by itself.
    const text = pathname === '/favicon.ico' ? '' : (pages[pathname] ?? builtText(pathname) ?? fileText(pathname))
    const type = CONTENT_TYPES[extname(pathname)] ?? (pathname.endsWith('.ts') ? 'text/javascript' : 'text/html')
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(text)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return Object.assign(server, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

const built = new Map<string, string | undefined>()

function builtText(path: string): string | undefined {
  if (!built.has(path)) built.set(path, buildText(path))
  return built.get(path)
}

function buildText(path: string): string | undefined {
  const [, of, name] = /^\/node_modules\/@tallymark\/(\w+)\/dist\/([\w/-]+)\.(?:js|ts)$/.exec(path) ?? []
  const source = join(PROJECT, `packages/${of}/src/${name}.ts`)
  return name === undefined || !existsSync(source)
    ? undefined
    : transformSync(readFileSync(source, 'utf8'), { loader: 'ts' }).code
}

function fileText(path: string): string | undefined {
  const file = join(PROJECT, path)
  return extname(path) !== '' && existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
