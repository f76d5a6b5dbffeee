import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'api-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('the examples of docs/api.md compile under --strict as they stand', () => {
  const examples = [...readFileSync(join(root, 'docs/api.md'), 'utf8').matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, text]) => text);
  expect(examples.length).toBeGreaterThanOrEqual(5);
  examples.forEach((text, k) => writeFileSync(join(folder, `example-${k + 1}.ts`), text));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  // A project of a user's own: strict, and nothing else that is not the default of its module system.
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
    compilerOptions: {
      strict: true, noEmit: true, target: 'ES2023', lib: ['ES2023', 'DOM'], module: 'nodenext', skipLibCheck: true,
      // For the sources, which stand here for the package's declarations.
      allowImportingTsExtensions: true, allowJs: true,
      types: ['node'], typeRoots: [join(root, 'node_modules/@types')], paths: { 'fuzzy-landau': [join(root, 'src/index.ts')] },
    },
    include: ['*.ts'],
  }));
  const { stdout, status } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { cwd: root, encoding: 'utf8' });
  expect(status, stdout).toBe(0);
});
