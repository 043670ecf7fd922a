import { defineConfig } from 'vitest/config'

const conditions = ['tallymark-source', 'node', 'import', 'module', 'default']
// Node gets these for every package, and with `import` among them it would give a module to whoever requires one.
const conditionsOfNode = conditions.filter((condition) => condition !== 'import')

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions: conditionsOfNode, externalConditions: conditionsOfNode } },
  test: {
    include: [
      'packages/*/src/**/*.test.{ts,tsx}',
      'apps/*/src/**/*.test.ts',
      'tests/**/*.test.ts',
      'bench/src/**/*.test.ts',
    ],
    globalSetup: ['tests/browser/chromium.ts'],
    pool: 'forks',
    // One for each core: most of what takes long waits for a disk, a process or a timer.
    maxWorkers: '100%',
    // Threads and processes that tests start run from source too.
    execArgv: ['--conditions=tallymark-source'],
    testTimeout: 20_000,
  },
})
