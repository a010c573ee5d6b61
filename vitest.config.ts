import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './server/test/longest-first.ts'

export default defineConfig({
  test: {
    include: [
      'contracts/**/*.test.ts',
      'speech/**/*.test.ts',
      'server/**/*.test.ts',
      'web/src/**/*.test.ts',
      'web/test/**/*.test.ts',
      'scripts/**/*.test.mjs',
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A poll waits for something that happens; how soon is no test's concern, and three files share two cores.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    // A process for every file spends half its time reading what the one before has read. Nothing is kept in modules that a test could miss.
    isolate: false,
    setupFiles: ['server/test/each-file.ts'],
    sequence: { sequencer: LongestFirst },
    // Left to itself it keeps one core free, and two cores then do the work of one: most tests wait for servers and browsers.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    coverage: {
      provider: 'v8',
      include: ['contracts/src/**/*.ts', 'speech/src/**/*.ts', 'server/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      // What failed is tried once more by itself; the lines were counted all the same.
      reportOnFailure: true,
      thresholds: { lines: 80 },
    },
  },
})
