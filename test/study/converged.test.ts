import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/program.ts';
import { compareWithReference } from '../../src/judge/compare.ts';
import { openRun } from '../../src/judge/stored-run.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { checkConvergence, limitError } from '../../src/study/converged.ts';
import { refinementsOf } from '../../src/study/refinements.ts';
import { dampingScenario, temporaryFolder } from '../judge/runs.ts';

const folders = temporaryFolder();
afterAll(() => folders.remove());
const options = { threads: 0, backend: 'auto', reproducible: false, tolerance: 1e-3 } as const;

/** A wave of amplitude 0.3 with the fitted score, whose step is far too long for its lattice. */
const wave = dampingScenario({
  particles: { sampling: 'lattice', position: { count: [8] }, velocity: { count: [12, 12], halfWidth: 4.5 }, trim: 1e-8 },
  mollifier: undefined, score: { kind: 'galerkin', degree: 4, modes: 2 },
  time: { scheme: 'discrete-gradient', step: 0.2, end: 0.4 },
  output: { diagnostics: { every: 0.4 }, snapshots: { every: 0.4 } },
});

function file(name: string, scenario: object): string {
  const path = `${folders.path(name)}.yaml`;
  writeFileSync(path, scenarioToYaml(scenario as typeof wave));
  return path;
}

describe('the limit of three approximations', () => {
  it('is exact for errors C h^p of any order, and b itself where a is much larger', () => {
    for (const order of [1, 2, 4]) {
      const error = (h: number): number => 3 * h ** order;
      expect(limitError(error(2) - error(1), error(1) - error(0.5))! / error(1)).toBeCloseTo(1, 12);
    }
    expect(limitError(1, 1e-9)).toBeCloseTo(1e-9, 15);
  });

  it('is unknown where the differences do not fall, and rounding where both are', () => {
    expect(limitError(1e-3, 2e-3)).toBeNull();
    expect(limitError(1e-3, 0.95e-3)).toBeNull();
    expect(limitError(1e-16, 3e-16)).toBe(3e-16);
  });
});

describe('what a scenario is refined in', () => {
  it('lattice and step for a fitted score, the mollifier too for a blob, the count of streams', () => {
    expect(refinementsOf(wave).map(({ name }) => name)).toEqual(['lattice', 'step']);
    const [lattice, step] = refinementsOf(wave);
    expect(lattice.finer).toEqual(['particles.position.count=[12]', 'particles.velocity.count=[17, 17]']);
    expect(lattice.coarser).toEqual(['particles.position.count=[6]', 'particles.velocity.count=[8, 8]']);
    expect(step).toMatchObject({ coarser: ['time.step=0.4'], finer: ['time.step=0.1'] });
    const blob = dampingScenario();
    expect(refinementsOf(blob).map(({ name }) => name)).toEqual(['lattice', 'mollifier', 'step']);
    const sobol = dampingScenario({ particles: { sampling: 'sobol', count: 1000 } });
    expect(refinementsOf(sobol)[0]).toEqual({ name: 'particles', coarser: ['particles.count=500'], finer: ['particles.count=2000'] });
  });
});

describe('the convergence of a run', () => {
  const path = file('wave', wave);
  const out = folders.path('wave-converged');

  it('can be interrupted and goes on where it was', async () => {
    let runs = 0;
    const part = await checkConvergence(path, [], { ...options, out, interrupted: () => runs > 0, onRun: () => runs++ });
    expect(part.verdict).toBe('interrupted');
    expect(existsSync(join(out, 'step-finer'))).toBe(false);
  });

  it('is estimated: the error by the step is that against the exact modes, within a factor of 1.5', async () => {
    const first = statSync(join(out, 'run', 'diagnostics.arrow')).mtimeMs;
    const result = await checkConvergence(path, [], { ...options, out });
    expect(statSync(join(out, 'run', 'diagnostics.arrow')).mtimeMs).toBe(first);
    expect(result.refinements.map(({ failed }) => failed)).toEqual([null, null]);
    // kappa constant and gamma = 0: the modes are exact, and a step of 0.2 makes nearly all of the error of the density mode.
    const exact = compareWithReference(openRun(join(out, 'run')), 'modes').summary.find(({ group }) => group === 'modes')!.worst;
    expect(exact).toBeGreaterThan(1e-4);
    expect(result.errors.modes! / exact).toBeGreaterThan(1 / 1.5);
    expect(result.errors.modes! / exact).toBeLessThan(1.5);
    // The scheme keeps mass, momentum and energy; their error is that of the sampling.
    expect(result.refinements[1].groups.find(({ group }) => group === 'conserved')!.error).toBeLessThan(1e-12);
    expect(result.verdict).toBe(Object.values(result.errors).some((error) => error! > 1e-3) ? 'not converged' : 'converged');
  });

  it('is said on the command line, with the option that would help', async () => {
    let said = '';
    const terminal = { out: (text: string) => { said += text; }, err: () => undefined, interactive: false };
    expect(await main(['converged', path, '--out', out, '--tolerance', '1e-9'], terminal)).toBe(0);
    expect(said).toMatch(/^quantity +by the lattice +by the step +together$/m);
    expect(said).toMatch(/not converged \(tolerance 1e-9\); most is made by the (step: try --set 'time\.step=0\.1'|lattice: try)/);
    expect(await main(['converged', path, '--out', out, '--tolerance', '0'], terminal)).toBe(2);
  });

  it('refuses a folder that holds the runs of another scenario', async () => {
    await expect(checkConvergence(path, ['equation.strength=2'], { ...options, out })).rejects.toThrow('another scenario');
  });
});
