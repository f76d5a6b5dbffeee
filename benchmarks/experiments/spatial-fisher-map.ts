import { at, largestRise, percent, table, wave, type Experiment } from '../laboratory.ts';

const kernels = [
  ['constant', '{ kind: constant }'],
  ['Gaussian 2', '{ kind: gaussian, width: 2 }'],
  ['Gaussian 0.8', '{ kind: gaussian, width: 0.8 }'],
  ['Gaussian 0.4', '{ kind: gaussian, width: 0.4 }'],
  ['bump, radius 1', '{ kind: bump, radius: 1 }'],
] as const;
/** T_xx; T_yy makes the mean 1. */
const temperatures = [0.6, 0.8, 1, 1.2, 1.4];

const experiment: Experiment = {
  name: 'spatial-fisher-map',
  title: 'Where I_x rises: a map over κ and anisotropy',
  async run(laboratory) {
    const rows = [];
    for (const [name, kappa] of kernels) {
      const cells = [];
      for (const along of temperatures) {
        const grid = await laboratory.grid(wave(
          `equation.kappa=${kappa}`, `initial.components.0.temperature=[${along}, ${(2 - along).toFixed(3)}]`, 'time.end=1',
          'output.diagnostics.every=0.1', 'output.snapshots.every=1',
        ), { positionPoints: 16, velocityPoints: [32, 32], step: 0.05 });
        const { rise, time } = largestRise(grid, 'fisher_x');
        // Between this and rounding the mesh decides: the smallest fall of the constant kernel says how well it knows.
        cells.push(rise < 1e-7 ? `none (${at(grid, 'fisher_x', 1).toFixed(4)})` : `${percent(rise)}, until ${time}`);
      }
      rows.push([name, ...cells]);
    }
    return `Largest rise of I_x = ∫|∇_x f|²/f over any earlier value, relative to its maximum, and when; γ = 0, strength 1,
(1 + 0.4 cos x) times a Maxwellian of temperatures T_x, 2 − T_x, in a box of 2π, until t = 1, on the grid (16 × 32², step
0.05). Where nothing rises: I_x at t = 1.

${table(['κ', ...temperatures.map((t) => `T_x = ${t}`)], rows)}`;
  },
};
export default experiment;
