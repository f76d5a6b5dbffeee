import { verify } from '../../src/judge/verify.ts';
import { at, table, wave, type Experiment } from '../laboratory.ts';

const radii = [2, 1, 0.5, 0.25];

const experiment: Experiment = {
  name: 'compact-support',
  title: 'κ of compact support: is A degenerate, does a vacuum fill?',
  async run(laboratory) {
    const rows = [];
    for (const radius of radii) {
      const grid = await laboratory.grid(wave(
        `equation.kappa={ kind: bump, radius: ${radius} }`, 'initial.components.0.space.amplitude=[1]', 'time.end=1',
        'output.diagnostics.every=0.1', 'output.snapshots.every=0.25',
      ), { positionPoints: 32, velocityPoints: [32, 32], step: 0.05 });
      const { series } = verify(grid.folder).find(({ id }) => id === 'ellipticity')!;
      const emptiest = (k: number): string => {
        const { position: [x], velocity, density } = grid.density(k);
        const [cells, points] = [velocity.reduce((product, axis) => product * axis.length, 1), x.length];
        const cell = velocity.reduce((product, axis) => product * (axis[1] - axis[0]), 1);
        const massAt = (p: number): number => cell * density.subarray(p * cells, (p + 1) * cells).reduce((sum, f) => sum + f, 0);
        const sums = Array.from({ length: points }, (_, p) => massAt(p));
        return (Math.min(...sums) * 2 * Math.PI).toExponential(2);
      };
      const last = grid.snapshotTimes.length - 1;
      rows.push([
        radius, series[0].value.toPrecision(3), Math.min(...series.map(({ value }) => value)).toPrecision(3),
        (series[0].value / series[0].upper!).toPrecision(2), emptiest(0), emptiest(1), emptiest(last),
        at(grid, 'fisher_x', 1).toPrecision(4),
      ]);
    }
    return `The paper's lower bound on A[f] = ∬ N κ f needs κ > 0 everywhere (1.2). Here κ is a bump of compact support and the data
(1 + cos x) times a Maxwellian, empty at x = π. α is the smallest eigenvalue of A over ⟨v⟩^γ at 64 occupied points of every snapshot;
emptiest: the least density in x, over the mean. Grid 32 × 32², γ = 0, until t = 1.

${table(['radius', 'α at t = 0', 'least α', 'α/C at t = 0', 'emptiest, t = 0', 't = 0.25', 't = 1', 'I_x(1)'], rows)}`;
  },
};
export default experiment;
