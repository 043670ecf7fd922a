import { cpus, type } from 'node:os'

/** What the figures were measured on, without saying whose it is. */
export const machine = () => ({
  cores: cpus().length,
  system: type(),
  architecture: process.arch,
  node: process.versions.node,
})
