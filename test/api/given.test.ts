import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  compareRuns, evaluateDensity, loadScenario, openGrid, openParticles, openRun, readTable, Refusal, registerKappa,
  resolveScenario, resumeRun, runGrid, runScenario, simulate, verify, type OwnDiagnostic, type OwnDiagnostics,
  type ParticleArrays,
} from '../../src/index.ts';
import { kappaOf } from '../../src/physics/kappa-facts.ts';
import { dampingScenario } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'given-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const lastRow = (name: string): Record<string, number> =>
  Object.fromEntries(Object.entries(readTable(join(at(name), 'diagnostics.arrow')).columns).map(([key, values]) => [key, values.at(-1)!]));

/** What the small damping case starts from, as a function. */
const density = ([x]: readonly number[], [v, w]: readonly number[]): number =>
  ((1 + 0.4 * Math.cos(x)) / (2 * Math.PI)) * Math.exp(-(v ** 2 + w ** 2) / 2) / (2 * Math.PI);

describe('particles that are given', () => {
  it('as a function of (x, v): the run of the same density as a scenario, but for the weights, which keep f0 alone', async () => {
    const scenario = dampingScenario({ initial: { normalise: false } });
    await runScenario(scenario, { out: at('plain'), threads: 0 });
    await runScenario(scenario, { out: at('function'), threads: 0, particles: density });
    // The same particles to the rounding of f0; the blob is as wide as that of the lattice.
    const [one, other] = [lastRow('plain'), lastRow('function')];
    for (const [name, value] of Object.entries(one)) {
      expect(Math.abs(other[name] - value), name).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
    }
  });

  it('as arrays: the run, and one made again from its folder, whatever its scenario said', async () => {
    const [position, velocity, weight]: number[][] = [[], [], []];
    const second: number[] = [];
    for (let i = 0; i < 200; i++) {
      position.push((i * 0.618034 * 2 * Math.PI) % (2 * Math.PI));
      velocity.push(2 * Math.sin(i));
      second.push(2 * Math.cos(1.3 * i));
      weight.push(1 / 200);
    }
    const particles = { position: [position], velocity: [velocity, second], weight };
    await runScenario(dampingScenario(), { out: at('arrays'), threads: 0, particles });
    await runScenario(loadScenario(join(at('arrays'), 'scenario.yaml')), { out: at('again'), threads: 0 });
    expect(lastRow('again')).toEqual(lastRow('arrays'));
    expect(openParticles(at('arrays')).particles(0).velocity[1][7]).toBe(second[7]);
  });

  it('with log f: a Galerkin score, as with the density itself; the next run can go on from its snapshot', async () => {
    const scenario = dampingScenario({ score: 'galerkin', particles: { velocity: { count: [12, 12], halfWidth: 4.5 }, remap: 'never' } });
    const moments = async (given?: typeof density): Promise<{ mode: number; columns: string[] }> => {
      let last = { mode: NaN, columns: [] as string[] };
      for await (const { diagnostics } of simulate(scenario, { threads: 0, particles: given })) {
        last = { mode: diagnostics.density_mode_x, columns: Object.keys(diagnostics) };
      }
      return last;
    };
    const [own, given] = [await moments(), await moments(density)];
    expect(given.columns).toContain('score_residual');
    // Weights that keep the moments against weights f0 dx dv: 6 x 12 x 12 cells cut at 4.5 thermal speeds, 1e-4 of the mass.
    expect(Math.abs(given.mode - own.mode)).toBeLessThan(1e-3);
    await runScenario(scenario, { out: at('galerkin'), threads: 0 });
    const later = resolveScenario({
      equation: scenario.equation, domain: scenario.domain, score: 'galerkin', time: { step: 0.05, end: 0.1 },
      initial: { kind: 'arrow', file: join(at('galerkin'), 'snapshots.arrow') },
    });
    for await (const { diagnostics } of simulate(later, { threads: 0 })) expect(diagnostics.score_residual).toBeGreaterThanOrEqual(0);
  });

  it('are refused with the entry that is wrong', async () => {
    const run = (particles: ParticleArrays): Promise<unknown> =>
      runScenario(dampingScenario(), { out: at('refused'), threads: 0, particles });
    await expect(run({ position: [[1]], velocity: [[1], [NaN]], weight: [1] })).rejects
      .toThrow('row 0, counted from 0, has the velocity_y NaN');
    await expect(run({ position: [[1, 2]], velocity: [[1], [1]], weight: [1] })).rejects
      .toThrow('position_x has 2 entries, weighting has 1');
    await expect(run({ position: [], velocity: [[1], [1]], weight: [1] })).rejects.toThrow('position_x');
    const drawn = { sampling: 'sobol', count: 8, position: undefined, velocity: undefined, trim: undefined };
    const stream = dampingScenario({ particles: drawn });
    await expect(runScenario(stream, { out: at('refused'), particles: density })).rejects.toThrow('sampled on a lattice');
  });
});

describe('a run told what to do', () => {
  it('needs no options but its folder, and not even that', async () => {
    const home = process.cwd();
    process.chdir(folder);
    const { folder: where, threads } = await runScenario(dampingScenario({ name: 'bare' })).finally(() => process.chdir(home));
    expect(where).toBe(join('runs', 'bare'));
    expect(threads).toBeGreaterThan(0);
  });

  it('ends at the step that its rule says, with a row and a snapshot there, and can go on', async () => {
    const scenario = dampingScenario({ time: { end: 0.4 } });
    const seen: number[] = [];
    const stopWhen = ({ time, particles }: { time: number; particles: { count: number } }): boolean => {
      seen.push(time);
      return time > 0.14 && particles.count > 0;
    };
    const summary = await runScenario(scenario, { out: at('ruled'), threads: 0, stopWhen });
    expect(seen.map((time) => Number(time.toFixed(10)))).toEqual([0.05, 0.1, 0.15]);
    expect(summary).toMatchObject({ status: 'ended by its stopping rule', steps: 3 });
    const run = openRun(at('ruled'));
    expect(run.snapshotTimes.at(-1)).toBeCloseTo(0.15, 12);
    expect(lastRow('ruled').time).toBeCloseTo(0.15, 12);
    expect(await resumeRun(at('ruled'))).toMatchObject({ status: 'done', steps: 8 });
    const last: number[] = [];
    for await (const { time } of simulate(scenario, { threads: 0, stopWhen: ({ iteration }) => iteration === 3 })) last.push(time);
    expect(last.at(-1)).toBeCloseTo(0.15, 12);
  });

  it('writes diagnostics of its user, which every reader takes, and a resumed session without them says NaN', async () => {
    const scenario = dampingScenario({ time: { end: 0.3 } });
    const fourth: OwnDiagnostic = {
      description: 'fourth moment of v_x',
      value: ({ particles: { count, velocity: [v], weight } }) => v.subarray(0, count).reduce((sum, u, i) => sum + weight[i] * u ** 4, 0),
    };
    const diagnostics: OwnDiagnostics = { fourth, twice: ({ diagnostics: { energy } }) => 2 * energy };
    await runScenario(scenario, { out: at('own'), threads: 0, diagnostics, stopWhen: ({ time }) => time > 0.19 });
    const table = readTable(join(at('own'), 'diagnostics.arrow'));
    expect(table.specs.find(({ name }) => name === 'fourth')?.description).toBe('fourth moment of v_x');
    // A Maxwellian of temperature 1 has 3; the lattice is cut at 4.
    expect(table.columns.fourth[0]).toBeCloseTo(3, 1);
    table.columns.twice.forEach((value, row) => expect(value).toBe(2 * table.columns.energy[row]));
    await resumeRun(at('own'));
    expect(lastRow('own')).toMatchObject({ fourth: NaN, twice: NaN });
    expect(verify(at('own')).length).toBeGreaterThan(5);
    expect(compareRuns(openRun(at('own')), openRun(at('own'))).times.length).toBeGreaterThan(0);
  });

  it('refuses names that no column can have', async () => {
    const run = (name: string): Promise<unknown> =>
      runScenario(dampingScenario(), { out: at('named'), force: true, threads: 0, diagnostics: { [name]: () => 0 } });
    await expect(run('energy')).rejects.toThrow(Refusal);
    await expect(run('energy')).rejects.toThrow("a column 'energy' already");
    await expect(run('a b')).rejects.toThrow("'a b' is no name of a column");
  });
});

describe('f at points', () => {
  const points = { position: [[0, 1, 4]], velocity: [[0, 0.5, -1], [0, -0.3, 1]] };
  const exact = points.position[0].map((x, i) => density([x], [points.velocity[0][i], points.velocity[1][i]]));

  it.each([
    ['a Galerkin run', { score: 'galerkin', particles: { velocity: { count: [16, 16], halfWidth: 5 }, position: { count: [12] } } }, 2e-3],
    // A blob of 0.8 thermal speeds and 1.05 in x on a coarse lattice: it smooths the wave away and the peak.
    ['a blob', { initial: { normalise: 'moments' } }, 0.5],
  ])('of %s is f0 at the start', async (name, over, tolerance) => {
    await runScenario(dampingScenario({ ...over, time: { end: 0.05 } }), { out: at(name), threads: 0 });
    const found = evaluateDensity(openRun(at(name)), 0, points);
    exact.forEach((value, i) => expect(Math.abs(found[i] / value - 1)).toBeLessThan(tolerance));
  });

  it('of a grid run is f0 at the start, to the accuracy of its mesh; another time is refused with those that are there', async () => {
    await runGrid(dampingScenario({ time: { end: 0.1 } }), { out: at('grid'), force: false, velocityPoints: 24, positionPoints: 8 });
    const run = openGrid(at('grid'));
    expect(() => openParticles(at('grid'))).toThrow('this is a run on the grid');
    const found = evaluateDensity(run, 0, points);
    exact.forEach((value, i) => expect(Math.abs(found[i] / value - 1)).toBeLessThan(1e-3));
    expect(() => evaluateDensity(run, 0.07, points)).toThrow('there is no snapshot at t = 0.07; there are: 0, 0.1');
  });
});

describe('a kernel of your own', () => {
  it('has a name in scenarios, and is resolved to its formula: runs need no registration', () => {
    registerKappa({ name: 'yukawa', expression: 'exp(-r/length)/(1 + r)', parameters: { length: 2 } });
    const scenario = dampingScenario({ equation: { kappa: { kind: 'yukawa', length: 0.5 } } });
    expect(scenario.equation.kappa).toEqual({ kind: 'formula', expression: 'exp(-r/length)/(1 + r)', length: 0.5 });
    expect(kappaOf(scenario.equation)(1)).toBeCloseTo(Math.exp(-2) / 2, 14);
    expect(dampingScenario({ equation: { kappa: { kind: 'yukawa' } } }).equation.kappa).toMatchObject({ length: 2 });
  });

  it('is refused under a name that is taken, with a formula that is none, and where kappa may not be so', () => {
    expect(() => registerKappa({ name: 'gaussian', expression: '1' })).toThrow("a kernel 'gaussian' already");
    expect(() => registerKappa({ name: 'broken', expression: 'exp(-r' })).toThrow(Refusal);
    registerKappa({ name: 'negative', expression: '1 - r' });
    expect(() => dampingScenario({ equation: { kappa: { kind: 'negative' } } })).toThrow('kappa is negative');
  });
});
