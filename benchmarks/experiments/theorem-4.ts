import { at, largestRise, percent, table, wave, type Experiment } from '../laboratory.ts';

const experiment: Experiment = {
  name: 'theorem-4',
  title: 'Theorem 4 and Lemma 8: I_x for constant κ, γ from 0 to −3',
  async run(laboratory) {
    const rows = [];
    for (const gamma of [0, -1, -2, -3]) {
      const scenario = wave(
        `equation.gamma=${gamma}`, 'equation.softening=0.1', 'time.end=1', 'output.diagnostics.every=0.1',
        ...(gamma === 0 ? [] : ['time.solver.tolerance=1e-10']),
      );
      const particles = await laboratory.particles(scenario);
      const grid = await laboratory.grid(scenario, { positionPoints: 16, velocityPoints: [32, 32], step: 0.05 });
      const { time, fisher_x, fisher_x_dissipation: dissipation } = grid.diagnostics.columns;
      // I_x(t) - I_x(0) + int of Lemma 8's right-hand side, Simpson over the outputs.
      const h = time[1] - time[0];
      const integral = dissipation.reduce((sum, d, k) => sum + (h / 3) * d * (k === 0 || k === time.length - 1 ? 1 : k % 2 ? 4 : 2), 0);
      const residual = fisher_x[time.length - 1] - fisher_x[0] + integral;
      rows.push([
        gamma, at(grid, 'fisher_x', 0).toFixed(5), at(grid, 'fisher_x', 1).toFixed(5), at(particles, 'fisher_x', 1).toFixed(5),
        percent(Math.max(largestRise(grid, 'fisher_x').rise, largestRise(particles, 'fisher_x').rise)), residual.toExponential(1),
        at(grid, 'fisher_mixed', 1).toFixed(5), at(particles, 'fisher_mixed', 1).toFixed(5),
      ]);
    }
    const head = [
      'γ', 'I_x(0)', 'I_x(1), grid', 'I_x(1), particles', 'rises of either', 'Lemma 8 residual', 'I_mixed(1), grid', 'particles',
    ];
    return `Softening 0.1 (none matters for γ = 0), until t = 1; grid 16 × 32², Galerkin particles: 2928.

${table(head, rows)}

Lemma 8's residual is I_x(1) − I_x(0) + ∫ of its right-hand side, by Simpson's rule over outputs 0.1 apart.`;
  },
};
export default experiment;
