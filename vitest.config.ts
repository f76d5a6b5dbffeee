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
    // Two cores: two files at a time. The files of a process share its modules; loading them anew for each costs half a second.
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
  },
});
