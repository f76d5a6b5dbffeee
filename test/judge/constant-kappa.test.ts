import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareWithReference } from '../../src/judge/compare.ts';
import { openRun } from '../../src/judge/stored-run.ts';
import { referenceFor } from '../../src/judge/references.ts';
import { verify } from '../../src/judge/verify.ts';
import { readRun, reportData } from '../../src/report/run-data.ts';
import { dampingScenario, particleRun, temporaryFolder } from './runs.ts';

const folders = temporaryFolder();
afterAll(() => folders.remove());

const withKappa = (kappa: Record<string, unknown>, x = 1) => dampingScenario({
  equation: { dimensions: { x, v: 2 }, gamma: 0, strength: 1, kappa },
  particles: { sampling: 'lattice', position: { count: [6] }, velocity: { count: [8, 8], halfWidth: 3.5 }, trim: 1e-3 },
  mollifier: { kind: 'gaussian', width: { position: [1.05], velocity: 0.8 } },
  time: { scheme: 'rk4', step: 0.05, end: 0.1 }, output: { diagnostics: { every: 0.05 }, snapshots: { every: 0.05 } },
});

/** What everyone says of a run: worked out once, for it takes seconds. */
async function sayings(name: string, kappa: Record<string, unknown>) {
  const { sums } = await particleRun(withKappa(kappa), folders.path(name));
  const run = openRun(folders.path(name));
  return {
    collisions: sums.collisions,
    met: Object.fromEntries(verify(run.folder).map(({ id, assumptionsMet }) => [id, assumptionsMet])),
    references: (['modes', 'moments'] as const).map((reference) => compareWithReference(run, reference).times),
    exact: reportData(readRun(run.folder)).runs.find(({ role }) => role === 'exact')?.columns,
  };
}

let plain: Awaited<ReturnType<typeof sayings>>;
beforeAll(async () => {
  plain = await sayings('plain', { kind: 'constant' });
});

describe.each([
  ['formula', { kind: 'formula', expression: '1' }],
  ['bracket', { kind: 'japanese-bracket', lambda: 0 }],
])('kappa = 1 written as a %s is kappa = 1 to everyone', (name, kappa) => {
  let said: typeof plain;
  beforeAll(async () => {
    said = await sayings(name, kappa);
  });

  it('to the sums', () => expect(said.collisions).toBe('moments'));

  it('to the statements: Theorems 4 and 5 apply', () => {
    expect(said.met).toEqual(plain.met);
    expect(said.met['theorem-4-spatial']).toBe(true);
    expect(said.met['theorem-5-mixed']).toBe(true);
  });

  it('to the references, and to the report, which draws the exact solution', () => {
    expect(said.references).toEqual(plain.references);
    expect(said.exact).toEqual(plain.exact);
    expect(said.exact?.density_mode_x[0]).toBeCloseTo(0.2, 12);
  });
});

it('a constant that is not 1 is refused by the references, with what to do', () => {
  const scenario = withKappa({ kind: 'formula', expression: '2' });
  expect(() => referenceFor('modes', scenario, [0])).toThrow(/it needs kappa = 1, here 2; put the factor into equation\.strength/);
  expect(() => referenceFor('moments', withKappa({ kind: 'gaussian', width: 1 }), [0])).toThrow(/constant kappa, here 'gaussian'/);
});
