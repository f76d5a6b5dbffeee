import type { Particles, Ranks, Scenario } from '../contracts.ts';
import { readTable, requireColumns, type StoredTable } from '../io/arrow-reader.ts';
import { FileError } from '../io/file-error.ts';
import { vectorNames } from '../math/axes.ts';
import { alone } from '../ranks/alone.ts';
import { firstOf } from '../ranks/share.ts';
import { padded, type Arena } from '../state/arena.ts';
import { boxLength } from '../state/box.ts';
import { requireMemory } from '../state/memory.ts';
import { allocateShare, wrap } from '../state/particles.ts';

type ParticleTable = Pick<StoredTable, 'path' | 'columns' | 'rows'>;

/** Boxes away from its own that a particle may lie in: beyond, too few digits are left inside the box. */
const farthestBoxes = 1e6;

/**
 * Particles from an Arrow file with the snapshot columns position_*, velocity_*, weighting: all its rows, or, when it
 * has a `time` column, those of the last time. Weights are kept as they are: a file has no other mass to normalise to. With several
 * ranks this one's share.
 * Throws a FileError for a missing or unfit file, and for the first row that is no particle: a weight that is not > 0, a
 * number that is not finite, a position far outside the box.
 */
export function particlesFromArrow(scenario: Scenario, arena: Arena, ranks: Ranks = alone): Particles {
  if (scenario.initial.kind !== 'arrow') throw new Error('not initial data from an Arrow file');
  return particlesFromColumns(readTable(scenario.initial.file), scenario, arena, ranks);
}

/**
 * The same from the columns of a table, or of arrays. Where the columns log_density and score_* are there and finite, log f0 and its
 * gradient are known.
 */
export function particlesFromColumns(table: ParticleTable, scenario: Scenario, arena: Arena, ranks: Ranks = alone): Particles {
  const { equation } = scenario;
  const [positions, velocities] = [vectorNames('position', equation.dimensions.x), vectorNames('velocity', equation.dimensions.v)];
  requireColumns(table, [...positions, ...velocities, 'weighting']);
  const length = boxLength(scenario);
  const rows = rowsOfLastTime(table);
  for (const name of [...positions, ...velocities]) requireRows(table, rows, name, 'a finite number', Number.isFinite);
  requireRows(table, rows, 'weighting', 'a finite number > 0', (weight) => weight > 0 && weight < Infinity);
  positions.forEach((name, d) => {
    const most = farthestBoxes * (length?.[d] ?? Infinity);
    requireRows(table, rows, name, `a position at most ${farthestBoxes} boxes (${most}) from 0`, (x) => Math.abs(x) <= most);
  });
  requireMemory(rows.length / ranks.size, scenario);
  const particles = allocateShare(arena, ranks, { count: rows.length, most: padded(rows.length) }, equation.dimensions);
  const first = particles.share ? firstOf(particles.share) : 0;
  const ours = rows.slice(first, first + particles.count);
  ours.forEach((row, i) => {
    positions.forEach((name, d) => {
      const value = table.columns[name][row];
      particles.position[d][i] = length ? wrap(value, length[d]) : value;
    });
    velocities.forEach((name, d) => (particles.velocity[d][i] = table.columns[name][row]));
    particles.weight[i] = table.columns.weighting[row];
  });
  const scores = vectorNames('score', equation.dimensions.v);
  const finite = (name: string): boolean => rows.every((row) => Number.isFinite(table.columns[name]?.[row]));
  const known = ['log_density', ...scores].every(finite);
  if (!known) return particles;
  const taken = (name: string): Float64Array => {
    const column = new Float64Array(particles.capacity);
    ours.forEach((row, i) => (column[i] = table.columns[name][row]));
    return column;
  };
  return { ...particles, initial: { logDensity: taken('log_density'), score: scores.map(taken) } };
}

function rowsOfLastTime(table: ParticleTable): readonly number[] {
  const all = Array.from({ length: table.rows }, (_, row) => row);
  const { time } = table.columns;
  if (!time) return all;
  requireRows(table, all, 'time', 'a finite number', Number.isFinite);
  const latest = time.reduce((largest, value) => Math.max(largest, value), -Infinity);
  return all.filter((row) => time[row] === latest);
}

/** Names the first of `rows` (counted from 0) whose value does not hold, and how many there are. Throws a FileError. */
function requireRows(table: ParticleTable, rows: readonly number[], name: string, wanted: string, holds: (value: number) => boolean): void {
  const { path, columns } = table;
  const bad = rows.filter((row) => !holds(columns[name][row]));
  if (bad.length === 0) return;
  const others = bad.length > 1 ? ` (and ${bad.length - 1} rows more)` : '';
  const found = `row ${bad[0]}, counted from 0, has the ${name} ${columns[name][bad[0]]}`;
  throw new FileError(path, `${found}; expected ${wanted}${others}`, 'correct or remove it');
}
