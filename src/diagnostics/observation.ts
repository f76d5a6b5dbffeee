import { max } from 'd3-array';
import type { Column, Observation, Particles, Scenario } from '../contracts.ts';
import { axisNames } from '../math/axes.ts';
import { compensatedSum } from '../math/sum.ts';
import { boxLength } from '../state/box.ts';
import { fisher, fisherMixed, relaxedTime } from './fisher.ts';
import { energy, mass, momentum, temperatureTensor } from '../state/moments.ts';

/** The physics columns of diagnostics.arrow for one time. */
export function diagnosticsRow(scenario: Scenario, particles: Particles, time: number, observed: Observation): Record<string, number> {
  const { count, weight } = particles;
  const { dimensions, strength } = scenario.equation;
  const scores = { spatial: observed.spatial, velocity: observed.score };
  const total = mass(particles);
  const row: Record<string, number> = { time, mass: total };
  momentum(particles).forEach((value, d) => (row[`momentum_${axisNames[d]}`] = value));
  row.energy = energy(particles);
  for (const [name, value] of Object.entries(temperatureTensor(particles))) row[`temperature_${name}`] = value;
  row.entropy = observed.entropy;
  row.entropy_production = observed.production;
  row.fisher_x = fisher(weight, count, observed.spatial);
  row.fisher_v = fisher(weight, count, observed.score);
  row.fisher_mixed = fisherMixed(weight, count, scores, time);
  row.fisher_mixed_relaxed = fisherMixed(weight, count, scores, relaxedTime(time, dimensions.v, strength, total));
  row.density_max = max(observed.density) ?? NaN;
  particles.position.forEach((x, d) => (row[`density_mode_${axisNames[d]}`] = densityMode(particles, x, boxLength(scenario)?.[d])));
  return row;
}

/** |sum_i w_i exp(-2 pi i x / length)| / mass: the first Fourier mode of the space density, which damping drains. */
function densityMode({ weight, count }: Particles, x: Column, length: number | undefined): number {
  if (length === undefined) return NaN;
  const k = (2 * Math.PI) / length;
  const real = compensatedSum(count, (i) => weight[i] * Math.cos(k * x[i]));
  const imaginary = compensatedSum(count, (i) => weight[i] * Math.sin(k * x[i]));
  return Math.hypot(real, imaginary) / compensatedSum(count, (i) => weight[i]);
}
