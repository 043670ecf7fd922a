#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(`Tallymark needs Node 24.15 or newer; this is ${process.versions.node}.\n`)
  process.exitCode = 2
} else {
  await import('../dist/cli/run.js')
}
