import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { built } from '../built.ts';

const root = resolve(import.meta.dirname, '../..');

/** What other lines of the documentation may do: continuous integration does it, or it needs what is not here. */
const elsewhere =
  /^(git clone|cd |npm (ci|install|test|run|pack)|npx tsx|npx vitest|node |python3? |pip |Rscript |duckdb |open |xdg-open |source |\.ci\/)/;

/** README.md, where there is one, and the pages of docs. */
export const pages = (): readonly string[] => [
  ...(existsSync(join(root, 'README.md')) ? ['README.md'] : []),
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** The command lines of a page's `sh` blocks, continuations joined and comments left out. */
export function commandLines(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/^```(?:sh|bash|shell|console)\n(.*?)^```/gms)].map((match) => match[1]);
  return blocks
    .flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
    .map((line) => line.replace(/^\$ /, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The part of a line that runs the program, without what installs it; undefined when there is none. Throws on unknown commands. */
export function programLine(line: string): string | undefined {
  const parts = line.split('&&').map((part) => part.trim());
  const ours = parts.filter((part) => part.startsWith('npx fuzzy-landau'));
  const strange = parts.filter((part) => !ours.includes(part) && !elsewhere.test(part));
  if (strange.length > 0) throw new Error(`no test knows what to do with: ${strange.join(' && ')}`);
  return ours.length === 0 ? undefined : ours.join(' && ');
}

/** A folder in which the documentation's commands run: the scenarios, and an `npx` that makes every run tiny. */
export function prepare(folder: string): void {
  for (const name of ['scenarios', 'docs']) symlinkSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(
    join(folder, 'bin/npx'),
    `#!/bin/sh\nexec '${process.execPath}' '${built('test/docs/tiny.ts')}' "$@"\n`,
  );
  chmodSync(join(folder, 'bin/npx'), 0o755);
}

/** Runs one line by the shell in a prepared folder. */
export function execute(folder: string, line: string): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', line], {
    cwd: folder, encoding: 'utf8', env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
  });
  return { status, said: `${stdout}${stderr}` };
}
