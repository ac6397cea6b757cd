import { defineConfig } from 'vitest/config';

/** Storms, soaks and differentials: minutes, not seconds. */
export default defineConfig({ test: { include: ['tests/long/**/*.test.ts'], pool: 'forks', fileParallelism: false, testTimeout: 600_000 } });
