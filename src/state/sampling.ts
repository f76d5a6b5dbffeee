import type { Particles, Sampling, Scenario } from '../contracts.ts';
import { randomStream, sobolStream } from '../math/random.ts';
import { exactSum } from '../math/sum.ts';
import { Refusal } from '../refusal.ts';
import type { Arena } from './arena.ts';
import { boxLength } from './box.ts';
import { densityAt, initialComponents, type Component } from './initial.ts';
import { requireMemory } from './memory.ts';
import { allocateParticles } from './particles.ts';

/** Cell-centred nodes of one axis. */
export interface LatticeAxis {
  readonly start: number;
  readonly spacing: number;
  readonly count: number;
}

/** The lattice's axes, space first. Needs `sampling: lattice`. */
export function latticeAxes(scenario: Scenario): { position: LatticeAxis[]; velocity: LatticeAxis[] } {
  const { equation, particles } = scenario;
  if (particles.sampling !== 'lattice') throw new Error('only lattice sampling has a lattice');
  const { position, velocity } = particles;
  const length = boxLength(scenario);
  const centred = (count: number, centre: number, halfWidth: number): LatticeAxis =>
    ({ start: centre - halfWidth, spacing: (2 * halfWidth) / count, count });
  return {
    position: Array.from({ length: equation.dimensions.x }, (_, d) => {
      const count = position!.count[d];
      return length
        ? { start: 0, spacing: length[d] / count, count }
        : centred(count, position!.centre?.[d] ?? 0, position!.halfWidth![d]);
    }),
    velocity: velocity.count.map((count, d) => centred(count, velocity.centre[d], velocity.halfWidth[d])),
  };
}

export const node = (axis: LatticeAxis, index: number): number => axis.start + (index + 0.5) * axis.spacing;

/** Particles that represent f0, in shared memory. Refuses when nothing is left to simulate. */
export function sampleParticles(scenario: Scenario, arena: Arena): Particles {
  const { particles: sampling, initial } = scenario;
  requireMemory(mostParticles(sampling), scenario.equation.dimensions);
  const components = initialComponents(scenario);
  const mass = exactSum(components.length, (k) => components[k].mass);
  const particles =
    sampling.sampling === 'lattice'
      ? fromLattice(scenario, sampling.trim, components, arena)
      : fromStream(scenario, sampling as Extract<Sampling, { count: number }>, components, mass, arena);
  if (initial.kind !== 'arrow' && initial.normalise) {
    const scale = mass / exactSum(particles.count, (i) => particles.weight[i]);
    for (let i = 0; i < particles.count; i++) particles.weight[i] *= scale;
  }
  return particles;
}

/** How many particles there will be, as far as that is known before the weights are: how many a lattice with `trim` keeps is not. */
function mostParticles(sampling: Sampling): number {
  if (sampling.sampling !== 'lattice') return sampling.sampling === 'given' ? 0 : sampling.count;
  return sampling.trim > 0 ? 0 : [...(sampling.position?.count ?? []), ...sampling.velocity.count].reduce((product, n) => product * n, 1);
}

/** One particle in every lattice cell, weight f0 * cell volume; light ones left out. */
function fromLattice(scenario: Scenario, trim: number, components: readonly Component[], arena: Arena): Particles {
  const lattice = latticeAxes(scenario);
  const axes = [...lattice.position, ...lattice.velocity];
  const dx = lattice.position.length;
  const volume = axes.reduce((product, axis) => product * axis.spacing, 1);
  const cells = axes.reduce((product, axis) => product * axis.count, 1);
  const coordinates = new Float64Array(axes.length);
  const position = coordinates.subarray(0, dx);
  const velocity = coordinates.subarray(dx);
  // The last axis runs fastest.
  const locate = (cell: number): void => {
    for (let d = axes.length - 1; d >= 0; d--) {
      coordinates[d] = node(axes[d], cell % axes[d].count);
      cell = Math.floor(cell / axes[d].count);
    }
  };
  const weights = new Float64Array(cells);
  let heaviest = 0;
  for (let cell = 0; cell < cells; cell++) {
    locate(cell);
    weights[cell] = densityAt(components, position, velocity) * volume;
    heaviest = Math.max(heaviest, weights[cell]);
  }
  const kept = (weight: number): boolean => weight > 0 && weight >= trim * heaviest;
  const count = weights.reduce((total, weight) => total + (kept(weight) ? 1 : 0), 0);
  if (count === 0) {
    throw new Refusal('input', 'the lattice holds no mass', { advice: 'widen particles.velocity.halfWidth or move its centre' });
  }
  requireMemory(count, scenario.equation.dimensions);
  const particles = allocateParticles(arena, count, scenario.equation.dimensions);
  for (let cell = 0, i = 0; cell < cells; cell++) {
    if (!kept(weights[cell])) continue;
    locate(cell);
    place(particles, i, coordinates, dx);
    particles.weight[i++] = weights[cell];
  }
  return particles;
}

/** Equal weights at points whose cumulative distributions follow a Sobol or random stream. */
function fromStream(
  scenario: Scenario,
  { sampling, count }: Extract<Sampling, { count: number }>,
  components: readonly Component[],
  mass: number,
  arena: Arena,
): Particles {
  const { x: dx, v: dv } = scenario.equation.dimensions;
  const particles = allocateParticles(arena, count, { x: dx, v: dv });
  const next = (sampling === 'sobol' ? sobolStream : randomStream)(scenario.seed, dx + dv + 1);
  const coordinates = new Float64Array(dx + dv);
  for (let i = 0; i < count; i++) {
    const u = next();
    const { position, velocity, drift } = pick(components, u[dx + dv] * mass);
    for (let d = 0; d < dx; d++) coordinates[d] = position[d].quantile(u[d]);
    for (let d = 0; d < dv; d++) coordinates[dx + d] = velocity[d].quantile(u[dx + d]) + (drift ? drift(coordinates, d) : 0);
    place(particles, i, coordinates, dx);
    particles.weight[i] = mass / count;
  }
  return particles;
}

function pick(components: readonly Component[], target: number): Component {
  let passed = 0;
  for (const component of components) {
    passed += component.mass;
    if (target < passed) return component;
  }
  return components[components.length - 1];
}

function place(particles: Particles, i: number, coordinates: Float64Array, dx: number): void {
  for (let d = 0; d < dx; d++) particles.position[d][i] = coordinates[d];
  for (let d = 0; d < particles.velocity.length; d++) particles.velocity[d][i] = coordinates[dx + d];
}
