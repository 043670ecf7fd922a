// npm scripts run on the Node that npm installs into this folder; a skipped install script leaves the machine's own.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `Tallymark needs Node 24, this is ${process.version}. Run "npm ci" without --ignore-scripts: it brings its own Node.`,
  )
  process.exit(1)
}
