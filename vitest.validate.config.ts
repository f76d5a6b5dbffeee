import { defineConfig } from 'vitest/config';
import { environment } from './test/built.ts';

export default defineConfig({
  test: {
    include: ['test/validate/**/*.validate.ts'],
    globalSetup: 'test/built.ts',
    env: environment,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
