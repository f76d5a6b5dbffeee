import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

// Renew with: npx vitest run test/docs -u

const root = resolve(import.meta.dirname, '../..');

interface LockEntry {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly peer?: boolean;
  readonly optional?: boolean;
}

/** Licences that ask for no more than to be named. */
const permissive = /^\(?(MIT|ISC|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|0BSD|BlueOak-1\.0\.0|Unlicense)( OR .*\))?$/;

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, LockEntry> };
const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;
const neededAs = (name: string, optional?: boolean): string => {
  if (name in dependencies) return 'direct';
  if (name in optionalDependencies) return 'optional';
  return optional ? 'optional, by a dependency' : 'by a dependency';
};
const installed = Object.entries(packages)
  .filter(([path, { dev, peer }]) => path !== '' && !dev && !peer)
  .map(([path, entry]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), ...entry }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

it('docs/licences.md lists what an installation brings along, from the lock file', async () => {
  const rows = installed.map(
    ({ name, version, license, optional }) => `| ${name} | ${version} | ${license ?? 'not said'} | ${neededAs(name, optional)} |`,
  );
  const page = `# Licences

fuzzy-landau is under the MIT licence. An installation brings these packages along (from \`package-lock.json\`; tools for
development are not installed with the package):

| package | version | licence | needed |
|---|---|---|---|
${[...new Set(rows)].join('\n')}

Only when you install it yourself, for PNG figures: ${Object.keys(peerDependencies)
    .map((name) => `\`${name}\` (${packages[`node_modules/${name}`]?.license ?? 'MPL-2.0'})`)
    .join(', ')}.
No package of this list is copied into ours, and neither they nor we run a step of our own at installation, but for \`koffi\` (optional,
for native kernels and MPI), which looks for its built library and is left out where that fails.
`;
  await expect(page).toMatchFileSnapshot(join(root, 'docs/licences.md'));
});

it('no package runs a step of its own at installation, but for one that is optional', () => {
  expect(installed.filter((entry) => 'hasInstallScript' in entry).map(({ name }) => name)).toEqual(['koffi']);
  expect(optionalDependencies).toHaveProperty('koffi');
});

it('every licence is a permissive one', () => {
  expect(installed.filter(({ license }) => !permissive.test(license ?? '')).map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
});
