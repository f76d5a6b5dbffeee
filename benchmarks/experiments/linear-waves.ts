import { linearResponse } from '../../src/reference/linear.ts';
import { table, wave, type Experiment } from '../laboratory.ts';

/** Modulus of the density mode over its start, for khat(k)/khat(0) = ratio and k v_th/nu = knudsen, K = 1 in a box of 2 pi. */
function decay(ratio: number, knudsen: number, times: readonly number[], gamma: number): number[] {
  // nu = strength * khat(0) * mass / length, and khat(0) = 2 pi below: nu is the strength. k v_th = 1.
  const scenario = wave(
    `equation.gamma=${gamma}`, 'equation.softening=0', 'equation.kappa={ kind: formula, expression: "1" }',
    `equation.strength=${1 / knudsen}`, 'initial.components.0.space.amplitude=[0.001]',
  );
  // Only the two numbers khat(0) and khat(1) matter to one wave: any kernel that has them will do, of any sign.
  const kappa = (r: number): number => 1 + 2 * ratio * Math.cos(r);
  const { states } = linearResponse(scenario, times, { kappa, maximumDegree: 36, tolerance: 1e-6 });
  return states.map(({ modes }) => {
    const { re, im } = modes.find(({ mode }) => mode === 1)!.moments.density;
    return Math.hypot(re, im) / 0.0005;
  });
}

const experiment: Experiment = {
  name: 'linear-waves',
  title: 'How delocalised collisions damp a density wave',
  async run() {
    const times = [0, 1, 2, 4];
    const ratios = [['1 (local)', 1], ['0.9', 0.9], ['0.5', 0.5], ['0.1', 0.1], ['0 (κ = 1)', 0]] as const;
    const rows = [0, -2].flatMap((gamma) => [10, 1, 0.1].flatMap((knudsen) => ratios.map(([name, ratio]) => {
      const values = decay(ratio, knudsen, times, gamma);
      return [gamma, knudsen, name, ...values.slice(1).map((value) => value.toFixed(4))];
    })));
    return `Exact linear response (2V). κ acts on a wave through two numbers only: the rate ν = strength · ρ · κ̂(0) and the part
r = κ̂(k)/κ̂(0) of it that the wave itself feels back. At equal ν, Kn = k v_th/ν: modulus of the density mode over its start.

${table(['γ', 'Kn', 'r', ...times.slice(1).map((t) => `k v_th t = ${t}`)], rows)}

Where collisions are rare (Kn = 10) the wave phase-mixes and r hardly matters. Where they are frequent, local collisions (r = 1)
keep momentum and energy of the wave and leave a sound wave that rings (0.82 of it after four times, at Kn = 0.1). With r < 1 each
particle collides with the box as well; momentum of the wave is lost at a rate proportional to ν(1 − r), 2(d − 1)ν(1 − r) for γ = 0,
and the wave no longer oscillates: it diffuses, the more slowly the more frequent the collisions. That is what "fuzzy" does to
hydrodynamics: a friction, not a viscosity.`;
  },
};
export default experiment;
