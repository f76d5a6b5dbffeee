import type { Column, Particles, Ranks, Sampling, Scenario } from '../contracts.ts';
import { randomStream, sobolStream } from '../math/random.ts';
import { shareUnit } from '../math/sum.ts';
import { alone } from '../ranks/alone.ts';
import { countOf, firstOf, largest, moved, shareOut, sharesOf, total, totalOf } from '../ranks/share.ts';
import { Refusal } from '../refusal.ts';
import { padded, type Arena } from './arena.ts';
import { boxLength } from './box.ts';
import { initialDensity } from './initial-density.ts';
import type { InitialDensity } from './initial.ts';
import { requireMemory } from './memory.ts';
import { normaliseMass, normaliseMoments } from './normalise.ts';
import { allocateParticles, allocateShare } from './particles.ts';

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

/**
 * Particles that represent f0, in shared memory; with `given`, another f0 than the scenario's, on its lattice; with several ranks
 * this one's share of them. Refuses when nothing is left to simulate.
 */
export function sampleParticles(
  scenario: Scenario, arena: Arena, given?: Pick<InitialDensity, 'at'>, ranks: Ranks = alone,
): Particles {
  const { particles: sampling, initial } = scenario;
  requireMemory(mostParticles(sampling) / ranks.size, scenario);
  if (given && sampling.sampling === 'lattice') return fromLattice(scenario, sampling.trim, given, { arena, ranks });
  const f0 = initialDensity(scenario);
  const particles =
    sampling.sampling === 'lattice'
      ? fromLattice(scenario, sampling.trim, f0, { arena, ranks })
      : fromStream(scenario, sampling as Extract<Sampling, { count: number }>, f0, { arena, ranks });
  const wanted = initial.kind === 'arrow' ? false : initial.normalise;
  const moments = wanted === 'moments' ? f0.moments() : undefined;
  if (moments) particles.kept = normaliseMoments(particles, moments);
  else if (wanted) {
    normaliseMass(particles, f0.mass);
    particles.kept = 'mass';
  }
  return particles;
}

/** How many particles there will be, as far as that is known before the weights are: how many a lattice with `trim` keeps is not. */
function mostParticles(sampling: Sampling): number {
  if (sampling.sampling !== 'lattice') return sampling.sampling === 'given' ? 0 : sampling.count;
  return sampling.trim > 0 ? 0 : [...(sampling.position?.count ?? []), ...sampling.velocity.count].reduce((product, n) => product * n, 1);
}

/** All cells of a scenario's lattice. */
export interface LatticeCells {
  readonly count: number;
  readonly volume: number;
  /** Writes the coordinates of cell `cell`, space first. */
  locate(cell: number, coordinates: Float64Array): void;
}

/** Fractional parts of multiples of these spread evenly (powers of the inverse of the root of x^(d+1) = x + 1). */
const evenSteps = [
  [],
  [0.6180339887498949],
  [0.7548776662466927, 0.5698402909980532],
  [0.8191725133961645, 0.6710436067037893, 0.5497004779019703],
];

/** Part of a spacing, between -1/2 and 1/2, by which row `number` is shifted. */
const shift = (number: number, step: number): number => {
  const turn = number * step;
  return turn - Math.floor(turn) - 0.5;
};

/** The lattice's cells, shifted from row to row where the scenario staggers them. */
export function latticeCells(scenario: Scenario): LatticeCells {
  const lattice = latticeAxes(scenario);
  const axes = [...lattice.position, ...lattice.velocity];
  const dx = lattice.position.length;
  const rows = lattice.velocity.reduce((product, axis) => product * axis.count, 1);
  const stagger = scenario.particles.sampling === 'lattice' && scenario.particles.stagger;
  return {
    count: axes.reduce((product, axis) => product * axis.count, 1),
    volume: axes.reduce((product, axis) => product * axis.spacing, 1),
    // The last axis runs fastest.
    locate(cell, coordinates) {
      const row = cell % rows, column = Math.floor(cell / rows);
      for (let d = axes.length - 1; d >= 0; d--) {
        coordinates[d] = node(axes[d], cell % axes[d].count);
        cell = Math.floor(cell / axes[d].count);
      }
      if (!stagger) return;
      const [shifted, other] = stagger === 'velocity' ? [lattice.velocity, column] : [lattice.position, row];
      const from = stagger === 'velocity' ? dx : 0;
      shifted.forEach(({ spacing }, d) => (coordinates[from + d] += shift(other, evenSteps[shifted.length][d]) * spacing));
    },
  };
}

/** Where particles come to lie. */
interface Place {
  readonly arena: Arena;
  readonly ranks: Ranks;
}

/** One particle in every lattice cell, weight f0 * cell volume; light ones left out. A remap may need room for all cells. */
function fromLattice(scenario: Scenario, trim: number, f0: Pick<InitialDensity, 'at'>, place: Place): Particles {
  const { ranks } = place;
  const { count: cells, volume, locate } = latticeCells(scenario);
  const { dimensions } = scenario.equation;
  const dx = dimensions.x;
  const coordinates = new Float64Array(dx + dimensions.v);
  const position = coordinates.subarray(0, dx);
  const velocity = coordinates.subarray(dx);
  const share = shareOut(ranks, cells, shareUnit(cells));
  const weights = new Float64Array(countOf(share));
  weights.forEach((_, cell) => {
    locate(firstOf(share) + cell, coordinates);
    weights[cell] = f0.at(position, velocity) * volume;
  });
  const heaviest = largest(weights.reduce((most, weight) => Math.max(most, weight), 0), share);
  const kept = (weight: number): boolean => weight > 0 && weight >= trim * heaviest;
  const own = weights.reduce((sum, weight) => sum + (kept(weight) ? 1 : 0), 0);
  const count = total(own, share);
  if (count === 0) {
    throw new Refusal('input', 'the lattice holds no mass', { advice: 'widen particles.velocity.halfWidth or move its centre' });
  }
  requireMemory(count / ranks.size, scenario);
  const most = remaps(scenario) ? padded(Math.min(cells, Math.ceil(mostGrowth * count))) : padded(count);
  return laid(place, dimensions, { room: own, most }, (columns) => {
    let i = 0;
    weights.forEach((weight, cell) => {
      if (!kept(weight)) return;
      locate(firstOf(share) + cell, coordinates);
      put(columns, i++, coordinates, weight);
    });
    return i;
  });
}

/** More particles than this times those of the start a remap does not make. */
const mostGrowth = 1.7;

/** Whether a run may lay its particles anew. */
export const remaps = (scenario: Scenario): boolean => {
  const { particles, score } = scenario;
  return (
    particles.sampling === 'lattice' &&
    particles.remap !== 'never' &&
    boxLength(scenario) !== undefined &&
    (score === 'auto' || typeof score === 'object')
  );
};

/** Points drawn by a Sobol or random stream, with weights mass / count times their importance; those without f0 are left out. */
function fromStream(
  scenario: Scenario, { sampling, count: wanted }: Extract<Sampling, { count: number }>, f0: InitialDensity, place: Place,
): Particles {
  const { dimensions } = scenario.equation;
  const { x: dx, v: dv } = dimensions;
  const draws = shareOut(place.ranks, wanted, shareUnit(wanted));
  const next = (sampling === 'sobol' ? sobolStream : randomStream)(scenario.seed, dx + dv + 1, firstOf(draws));
  const coordinates = new Float64Array(dx + dv);
  return laid(place, dimensions, { room: countOf(draws), most: padded(wanted) }, (columns) => {
    let count = 0;
    for (let i = 0; i < countOf(draws); i++) {
      const part = f0.draw(next(), coordinates);
      if (part > 0) put(columns, count++, coordinates, (f0.mass / wanted) * part);
    }
    if (total(count, draws) > 0) return count;
    throw new Refusal('input', 'no point that was drawn holds mass', { advice: 'narrow initial.box, or use more particles' });
  });
}

/**
 * Particles from columns that `fill` writes, coordinates and weight, up to `room` of them; it returns how many. With several
 * ranks each writes some of them, in the order of ranks, and gets its share of all. `most` there may come to be.
 */
function laid(
  { arena, ranks }: Place, dimensions: Scenario['equation']['dimensions'], { room, most }: { readonly room: number; readonly most: number },
  fill: (columns: readonly Column[]) => number,
): Particles {
  const columnsOf = ({ position, velocity, weight }: Particles): Column[] => [...position, ...velocity, weight];
  if (ranks.size === 1) {
    const particles = allocateParticles(arena, room, dimensions, most);
    particles.count = fill(columnsOf(particles));
    particles.id.fill(0, particles.count);
    return particles;
  }
  const found = Array.from({ length: dimensions.x + dimensions.v + 1 }, () => new Float64Array(room));
  const shares = sharesOf(ranks, fill(found));
  const particles = allocateShare(arena, ranks, { count: totalOf(shares), most }, dimensions);
  columnsOf(particles).forEach((column, d) => column.set(moved(found[d], shares, particles.share!)));
  return particles;
}

/** Writes one particle, its weight into the last column. */
function put(columns: readonly Column[], i: number, coordinates: Float64Array, weight: number): void {
  for (let d = 0; d < coordinates.length; d++) columns[d][i] = coordinates[d];
  columns[coordinates.length][i] = weight;
}
