import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { diagnostics } from '../../src/diagnostics/catalogue.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';

// Renew the table with: npx vitest run test/docs -u

const page = join(resolve(import.meta.dirname, '../..'), 'docs/reading-the-output.md');
const axes = { x: '_x ...', v: '_x ...', vv: '_xx ...' } as const;

const rowOf = ({ name, components, description, dimension, solvers, about }: Diagnostic): string =>
  `| \`${name}${components ? axes[components] : ''}\` | ${description.replaceAll('|', '\\|')} | ${dimension} ` +
  `| ${solvers?.join(', ') ?? 'all'} | ${about} |`;

it('the table of diagnostics in docs/reading-the-output.md is that of the records', async () => {
  const table = ['| column | what | unit | runs | about |', '|---|---|---|---|---|', ...diagnostics.map(rowOf)].join('\n');
  const made = /(<!-- diagnostics: .* -->\n)[\s\S]*?(<!-- end of diagnostics -->)/;
  const text = readFileSync(page, 'utf8');
  expect(text).toMatch(made);
  await expect(text.replace(made, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`)).toMatchFileSnapshot(page);
});
