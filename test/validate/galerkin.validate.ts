import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { provenance } from '../../src/io/manifest.ts';
import { loadScenario } from '../../src/scenario/scenario.ts';
import { accuracyCases } from './galerkin-cases.ts';
import { largestErrors, momentErrors, particleRun, reference, stepLaws, type AccuracyRow } from './galerkin-measure.ts';

const root = resolve(import.meta.dirname, '../..');
const shipped = (name: string, ...overrides: string[]) => loadScenario(join(root, 'scenarios', `${name}.yaml`), overrides);

/** Notes what was measured, for the page docs/galerkin-accuracy.md (benchmarks/galerkin-accuracy.ts): a row anew, others stay. */
function note(row: AccuracyRow): void {
  const path = join(root, 'runs', 'galerkin-accuracy.json');
  const { commit, version } = provenance({ backend: 'simd', mode: 'fused' });
  const machine = `Node ${process.version.slice(1)}, two threads on ${cpus().length} cores of an ${cpus()[0].model.trim()}`;
  const others = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as AccuracyRow[]).filter(({ name }) => name !== row.name) : [];
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify([...others, { ...row, version, commit, machine }], null, 2)}\n`);
}

/**
 * The bounds are those that were set before the score was built, from prototypes; those of compact-kernel-1x2v and
 * local-wave-3x3v are their headers'. The
 * references are spectrally exact (modes, linear response) or converge below 1e-6 (grid; reference.validate.ts).
 */
describe.each(accuracyCases)('$name', ({ name, scenario, judged = scenario, judge, times, bounds, missed = {}, also = [] }) => {
  it(`errors: at most ${Object.entries({ 'all that is measured': 1e-2, ...bounds })
    .map(([quantity, bound]) => `${bound} in ${quantity}`)
    .join(', ')}`, async () => {
    const run = await particleRun(scenario);
    const wanted = await reference(judged, times, judge);
    const errors = largestErrors(run.rows, wanted, times, [...new Set([...Object.keys(bounds), ...also])]);
    note({ name, times, particles: run.particles, steps: run.steps, seconds: run.seconds, errors, bounds: { ...bounds, ...missed } });
    // What has no bound is told, not judged; a run that has lost its quadrature is off by more than this. What is missed is told.
    for (const [quantity, error] of Object.entries(errors)) if (!(quantity in missed)) expect(error, quantity).toBeLessThan(1e-2);
    for (const [quantity, bound] of Object.entries(bounds)) expect(errors[quantity], quantity).toBeLessThanOrEqual(bound);
  });
});

describe('to long times', () => {
  // S rises to that of the uniform Maxwellian, -integral f log f = mass (log(box) + log(2 pi T) + 1) here.
  const equilibrium = (box: number, temperature: number): number => Math.log(box) + Math.log(2 * Math.PI * temperature) + 1;
  it.each([
    ['damping-1x2v', []],
    ['damping-1x2v, k = 2', [`domain.x.length=${Math.PI}`]],
  ] as [string, string[]][])('%s runs to t = 20: |S - S_eq| <= 1e-4 at t = 10 and 20, energy to 1e-13', async (name, overrides) => {
    const scenario = shipped('damping-1x2v', 'time.end=20', 'output.diagnostics.every=10', 'output.snapshots.every=20', ...overrides);
    const run = await particleRun(scenario);
    const [start, ...late] = run.rows;
    const box = scenario.domain!.x.kind === 'periodic' ? scenario.domain!.x.length[0] : NaN;
    const excess = Math.max(...late.map(({ entropy }) => Math.abs(entropy - equilibrium(box, start.energy))));
    const drift = Math.max(...late.map(({ energy }) => Math.abs(energy / start.energy - 1)));
    const { particles, steps, seconds } = run;
    note({
      name: `${name}, long times`,
      times: [10, 20],
      particles,
      steps,
      seconds,
      errors: { 'S - S_eq': excess, energy: drift },
      bounds: { 'S - S_eq': 1e-4, energy: 1e-13 },
    });
    expect(late.map(({ time }) => time)).toEqual([10, 20]);
    expect(excess).toBeLessThanOrEqual(1e-4);
    // A thousand steps, each with the roundings of sums over particles and fields.
    expect(drift).toBeLessThanOrEqual(1e-13);
  });
});

test('expanding-cloud-3x3v: all second moments follow the closed equations to 1e-4, to t = 2', async () => {
  const scenario = shipped('expanding-cloud-3x3v', 'output.diagnostics.every=0.5', 'output.snapshots.every=0.5');
  const run = await momentErrors(scenario);
  const { errors } = run;
  note({ name: 'expanding-cloud-3x3v', times: [0.5, 1, 1.5, 2], ...run, bounds: { 'v v': 1e-4, 'x v': 1e-4, 'x x': 1e-4 } });
  for (const [moment, error] of Object.entries(errors)) expect(error, moment).toBeLessThanOrEqual(1e-4);
});

const everyStep = 'in every step energy to 1e-14, S + step x production to 1e-12, S up; transport leaves S alone';
test(`discrete gradient, damping-1x2v: ${everyStep}`, async () => {
  const laws = await stepLaws(shipped('damping-1x2v', 'particles.remap=never', 'time.end=1'));
  const { energy, balance, transport, leastGain, particles, steps, seconds } = laws;
  note({
    name: 'damping-1x2v, the laws step by step',
    times: [1],
    particles,
    steps,
    seconds,
    errors: { energy, 'S - production': balance, transport },
    bounds: { energy: 1e-14, 'S - production': 1e-12, transport: 1e-13 },
  });
  // Roundings of a sum over 3000 particles; those of log f; and of a fixed point iteration stopped at 1e-12.
  expect(energy).toBeLessThanOrEqual(1e-14);
  expect(balance).toBeLessThanOrEqual(1e-12);
  expect(transport).toBeLessThanOrEqual(1e-13);
  expect(leastGain).toBeGreaterThan(0);
});
