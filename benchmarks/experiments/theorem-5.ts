import { referenceFor } from '../../src/judge/references.ts';
import { at, percent, table, wave, type Experiment } from '../laboratory.ts';
import type { StoredRun } from '../../src/judge/stored-run.ts';

const times = [0, 0.5, 1, 1.5, 2];

const experiment: Experiment = {
  name: 'theorem-5',
  title: 'Theorem 5: I_mixed of particles, grid and exact modes',
  async run(laboratory) {
    const scenario = wave();
    const { rows } = referenceFor('modes', scenario, times);
    const particles = await laboratory.particles(scenario);
    const fine = await laboratory.particles(wave('time.step=0.01'));
    const grid = await laboratory.grid(scenario, { positionPoints: 32, velocityPoints: [32, 32], step: 0.02 });
    const exact = times.map((_, n) => rows[n].fisher_mixed);
    const row = (name: string, values: readonly number[]): (string | number)[] => [
      name, ...values.map((value) => value.toFixed(5)),
      Math.max(...values.map((value, n) => Math.abs(value - exact[n]))).toExponential(1),
    ];
    const of = (run: StoredRun): number[] => times.map((t) => at(run, 'fisher_mixed', t));
    return `κ = 1, γ = 0, (1 + 0.4 cos x) times a Maxwellian of temperature 1: the data start at the Cramér–Rao floor I_mixed ≥ d/T = 2, so
I_mixed can only rise, and it does, in the exact solution as well.

${table(['', ...times.map((t) => `t = ${t}`), 'largest error'], [
    row('exact modes', exact), row('grid 32 × 32²', of(grid)), row('2928 particles, steps of 0.02', of(particles)),
    row('2928 particles, steps of 0.01', of(fine)),
  ])}

The theorem as stated (I_mixed does not increase) is violated by the exact solution by ${percent(Math.max(...exact) / exact[0] - 1)}.`;
  },
};
export default experiment;
