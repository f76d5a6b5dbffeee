import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/validate/**/*.validate.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
