import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { main } from '../../src/cli/program.ts';
import { citations } from '../../src/judge/cited.ts';
import { openRun } from '../../src/judge/stored-run.ts';
import { dampingScenario, gridRun, particleRun, temporaryFolder } from './runs.ts';

const root = resolve(import.meta.dirname, '../..');
const folders = temporaryFolder();
afterAll(() => folders.remove());
const keysOf = (text: string): readonly string[] => [...text.matchAll(/^@\w+\{([^,]+),$/gm)].map(([, key]) => key);
const short = {
  particles: { sampling: 'lattice', position: { count: [8] }, velocity: { count: [10, 10], halfWidth: 4 }, trim: 1e-6 },
  output: { diagnostics: { every: 0.05 }, snapshots: { every: 0.05 } },
};

describe('the citations of a run', () => {
  it('name what a blob run used, and not what it did not', async () => {
    const out = folders.path('blob');
    await particleRun(dampingScenario({ ...short, time: { scheme: 'rkc', step: 0.05, end: 0.05 } }), out);
    expect(keysOf(citations(openRun(out)))).toEqual([
      'fuzzy-landau', 'GualdaniFuzzyLandau2025', 'DuongHeFuzzyLandau2025', 'CarrilloHuWangWu2020', 'SommeijerShampineVerwer1998',
    ]);
  });

  it('name score matching and the discrete gradient for the fitted score, on the command line', async () => {
    const out = folders.path('galerkin');
    const scenario = dampingScenario({
      ...short, mollifier: undefined, score: { kind: 'galerkin', degree: 3, modes: 1 },
      time: { scheme: 'discrete-gradient', step: 0.05, end: 0.05 },
    });
    await particleRun(scenario, out);
    let said = '';
    const terminal = { out: (text: string) => { said += text; }, err: () => undefined, interactive: false };
    expect(await main(['cite', out], terminal)).toBe(0);
    expect(keysOf(said)).toEqual(['fuzzy-landau', 'GualdaniFuzzyLandau2025', 'DuongHeFuzzyLandau2025', 'Hyvarinen2005', 'Gonzalez1996']);
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(said).toContain(`note = {version ${version}}`);
    // Every entry closes its braces, so that BibTeX can read it.
    for (const text of said.split('\n\n')) expect(text.split('{').length).toBe(text.split('}').length);
  });

  it('name the equation alone for a grid run', async () => {
    const out = folders.path('grid');
    await gridRun(dampingScenario({ ...short, time: { scheme: 'rk4', step: 0.05, end: 0.05 } }), out, {
      positionPoints: 4, velocityPoints: 8,
    } as object);
    expect(keysOf(citations(openRun(out)))).toEqual(['fuzzy-landau', 'GualdaniFuzzyLandau2025']);
  });
});

it('CITATION.cff has the version of the package', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(parse(readFileSync(join(root, 'CITATION.cff'), 'utf8'))).toMatchObject({ 'cff-version': '1.2.0', version, license: 'MIT' });
});
