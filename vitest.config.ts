import { defineConfig } from 'vitest/config';

/** These change the process that they run in, measure it, or hold it up: each file has one of its own. The others follow one another in one, which saves a start and its imports for each. */
const ALONE = ['tests/actions/**', 'tests/components/charts/load.test.ts', 'tests/collectors/portable/**', 'tests/engine/*.test.ts', 'tests/engine/attach/**', 'tests/middleware/**', 'tests/monitors/**', 'tests/service/**'];

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/**/*.test.{ts,tsx}'], exclude: ['tests/long/**', 'tests/e2e/**', ...ALONE], isolate: false, restoreMocks: true, unstubEnvs: true, unstubGlobals: true } },
      { extends: true, test: { name: 'unit-alone', include: ALONE.map((path) => path.replace(/\*\*$/, '**/*.test.ts')) } },
      // A whole program in a terminal on a machine that others use: one that stalls for seconds is tried again.
      { extends: true, test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], retry: 2 } },
    ],
    pool: 'forks',
    // Half of the tests wait for a program; the rest share two cores.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'reports/tests.json' }]],
    coverage: {
      provider: 'custom',
      customProviderModule: './tests/support/coverage.ts',
      include: ['src/**/*.ts', 'components/**/*.{ts,tsx}', 'hooks/**/*.ts', 'storage/**/*.ts'],
      exclude: ['**/*.d.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: 'reports/coverage',
      thresholds: { lines: 80, statements: 80, functions: 80, branches: 70 },
    },
  },
});
