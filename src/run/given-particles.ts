import { join, resolve } from 'node:path';
import type { Particles, Scenario } from '../contracts.ts';
import { widths } from '../dynamics/blob.ts';
import { createTable } from '../io/arrow-writer.ts';
import { column } from '../io/columns.ts';
import { vectorNames } from '../math/axes.ts';
import { Refusal } from '../refusal.ts';
import type { Arena } from '../state/arena.ts';
import type { InitialDensity } from '../state/initial.ts';
import { sampleParticles } from '../state/sampling.ts';
import { particlesFromColumns } from './particles-from-arrow.ts';

/** Particles as arrays: dx and dv columns, and their weights; with log f and its gradient in v there, where they are known. */
export interface ParticleArrays {
  readonly position?: readonly ArrayLike<number>[];
  readonly velocity: readonly ArrayLike<number>[];
  readonly weight: ArrayLike<number>;
  readonly logDensity?: ArrayLike<number>;
  readonly score?: readonly ArrayLike<number>[];
}

/** f0 as a function of position (dx numbers) and velocity (dv numbers), sampled on the scenario's lattice. */
export type DensityFunction = (position: readonly number[], velocity: readonly number[]) => number;

export type GivenParticles = ParticleArrays | DensityFunction;

/** The particles that are given, in `arena`. Throws a FileError or a Refusal that says what is wrong with them. */
export function particlesOf(given: GivenParticles, scenario: Scenario, arena: Arena): Particles {
  if (typeof given === 'function') return fromFunction(given, scenario, arena);
  const { x: dx, v: dv } = scenario.equation.dimensions;
  const named = (names: readonly string[], columns: readonly ArrayLike<number>[] = []): [string, Float64Array][] =>
    columns.slice(0, names.length).map((values, d) => [names[d], Float64Array.from(values)]);
  const columns: Record<string, Float64Array> = Object.fromEntries([
    ...named(vectorNames('position', dx), given.position), ...named(vectorNames('velocity', dv), given.velocity),
    ...named(['weighting'], [given.weight]), ...named(vectorNames('score', dv), given.score),
    ...named(['log_density'], given.logDensity && [given.logDensity]),
  ]);
  const rows = given.weight.length;
  const uneven = Object.entries(columns).find(([, values]) => values.length !== rows);
  if (uneven) throw new Refusal('input', `particles: ${uneven[0]} has ${uneven[1].length} entries, weighting has ${rows}`);
  return particlesFromColumns({ path: 'particles', columns, rows }, scenario, arena);
}

/** Half the step of the differences that make the score of a function, in v. */
const half = 5e-5;

function fromFunction(f: DensityFunction, scenario: Scenario, arena: Arena): Particles {
  if (scenario.particles.sampling !== 'lattice') {
    throw new Refusal('input', `a function of (x, v) is sampled on a lattice, found particles.sampling: ${scenario.particles.sampling}`, {
      advice: 'use particles.sampling: lattice, or hand particles as arrays',
    });
  }
  const at = (x: ArrayLike<number>, v: ArrayLike<number>): number => f(Array.from(x), Array.from(v));
  const logAt = (x: ArrayLike<number>, v: ArrayLike<number>, d: number, by: number): number => {
    const shifted = Array.from(v);
    shifted[d] += by;
    return Math.log(at(x, shifted));
  };
  const density: Pick<InitialDensity, 'at' | 'logAndScore'> = {
    at,
    logAndScore(x, v, score) {
      for (let d = 0; d < score.length; d++) score[d] = (logAt(x, v, d, half) - logAt(x, v, d, -half)) / (2 * half);
      return Math.log(at(x, v));
    },
  };
  const particles = sampleParticles(scenario, arena, density);
  const { capacity, count, position, velocity } = particles;
  const known = { logDensity: new Float64Array(capacity), score: velocity.map(() => new Float64Array(capacity)) };
  const gradient = new Float64Array(velocity.length);
  for (let i = 0; i < count; i++) {
    known.logDensity[i] = density.logAndScore(position.map((column) => column[i]), velocity.map((column) => column[i]), gradient);
    known.score.forEach((column, d) => (column[i] = gradient[d]));
  }
  return { ...particles, initial: known };
}

/**
 * The scenario of a run from given particles: they are its initial data, as the file that `writeInitial` leaves in the run folder.
 * A width that came from a lattice stays what it was.
 */
export const scenarioOfGiven = (scenario: Scenario, folder: string): Scenario => ({
  ...scenario,
  initial: { kind: 'arrow', file: initialPath(folder) },
  particles: { sampling: 'given' },
  mollifier: { ...scenario.mollifier, width: scenario.particles.sampling === 'lattice' ? widths(scenario) : scenario.mollifier.width },
});

const initialPath = (folder: string): string => resolve(join(folder, 'initial.arrow'));

/** Writes the particles of time 0 into a run folder, so that the run can be made again from it. */
export function writeInitial({ position, velocity, weight, count, initial }: Particles, folder: string): void {
  const columns: Record<string, Float64Array> = { weighting: weight };
  const add = (name: string, list: readonly Float64Array[]): void =>
    vectorNames(name, list.length).forEach((each, d) => (columns[each] = list[d]));
  add('position', position);
  add('velocity', velocity);
  if (initial) {
    columns.log_density = initial.logDensity;
    add('score', initial.score);
  }
  const table = createTable(initialPath(folder), Object.keys(columns).map((name) => column(name, 'of the particles at time 0')), {});
  table.append(Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.subarray(0, count)])));
  table.close();
}
