import { defineConfig } from 'vitest/config';
import { environment } from './test/built.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/validate/**', 'node_modules/**'],
    globalSetup: 'test/built.ts',
    env: environment,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: two files at a time. Each file has a process of its own: one that serves a hundred of them, with the memories of
    // their kernels, ended once without a word.
    pool: 'forks',
    maxWorkers: 2,
  },
});
