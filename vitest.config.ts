import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/**/*.test.{ts,tsx}'], exclude: ['tests/long/**', 'tests/e2e/**', 'node_modules/**'] } },
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
      provider: 'v8',
      include: ['src/**/*.ts', 'components/**/*.{ts,tsx}', 'hooks/**/*.ts', 'storage/**/*.ts'],
      exclude: ['**/*.d.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: 'reports/coverage',
      thresholds: { lines: 80, statements: 80, functions: 80, branches: 70 },
    },
  },
});
