import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const conditions = ['tallymark-source', 'node']

const OWN_PROCESS = ['packages/server/src/bus/*.test.ts']

// Every thread and process that a test starts would strip the types of what it runs anew, which took a third of all the time.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.cache', 'compiled')

export default defineConfig({
  // Not "import": it is passed on to Node, which would give the module that is made for import to a package that requires another.
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    pool: 'forks',
    // One more than cores: most of what takes long waits for a disk, a process or a timer.
    maxWorkers: availableParallelism() + 1,
    // Threads and processes that tests start run from source too.
    execArgv: ['--conditions=tallymark-source'],
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'sources',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'apps/*/src/**/*.test.ts', 'bench/src/**/*.test.ts'],
          // They count what a process has open.
          exclude: [...OWN_PROCESS, '**/node_modules/**'],
          // Many small files: a process each would take as long as all that they test.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['tests/**/*.test.ts', ...OWN_PROCESS],
          globalSetup: ['tests/browser/chromium.ts'],
        },
      },
    ],
  },
})
