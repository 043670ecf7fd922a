// Builds the demo: `node apps/demo/build.js [FOLDER] [CONDITION…]` makes chat/app.js and page/ in FOLDER; conditions choose what packages are built from.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

const HERE = import.meta.dirname

const buildChat = (folder) =>
  build({
    entryPoints: [join(HERE, 'src/chat/app.ts')],
    outfile: join(folder, 'chat/app.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    logLevel: 'warning',
  })

async function buildPage(folder, conditions) {
  const { metafile } = await build({
    entryPoints: [join(HERE, 'src/page/main.tsx')],
    outdir: join(folder, 'page/assets'),
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    conditions,
    metafile: true,
    logLevel: 'warning',
  })
  const assets = Object.keys(metafile.outputs).map((path) => basename(path))
  const tags = assets.map((asset) =>
    asset.endsWith('.css')
      ? `<link rel="stylesheet" href="/assets/${asset}">`
      : `<script type="module" src="/assets/${asset}"></script>`,
  )
  const template = await readFile(join(HERE, 'src/page/index.html'), 'utf8')
  await writeFile(join(folder, 'page/index.html'), template.replace('</head>', `  ${tags.join('\n    ')}\n  </head>`))
  // Of an earlier build, kept until here so that a server that runs has something to serve.
  const old = (await readdir(join(folder, 'page/assets'))).filter((name) => !assets.includes(name))
  await Promise.all(old.map((name) => rm(join(folder, 'page/assets', name))))
}

const [folder = join(HERE, 'dist'), ...conditions] = process.argv.slice(2)
await Promise.all([buildChat(folder), buildPage(folder, conditions)])
