import { defineConfig } from 'vitest/config'

const conditions = ['tallymark-source', 'node', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts', 'bench/src/**/*.test.ts'],
    pool: 'forks',
    // Threads and processes that tests start run from source too.
    execArgv: ['--conditions=tallymark-source'],
    testTimeout: 20_000,
  },
})
