import type { Particles, Scenario } from '../contracts.ts';
import { readTable, requireColumns } from '../io/arrow-reader.ts';
import { vectorNames } from '../io/columns.ts';
import { Refusal } from '../refusal.ts';
import type { Arena } from '../state/arena.ts';
import { allocateParticles, wrap } from '../state/particles.ts';

/**
 * Particles from an Arrow file with the snapshot columns position_*, velocity_*, weighting: all its rows, or, when it
 * has a `time` column, those of the last time. Weights are kept as they are: a file has no other mass to normalise to.
 * Throws a FileError for a missing or unfit file.
 */
export function particlesFromArrow(scenario: Scenario, arena: Arena): Particles {
  const { initial, equation, domain } = scenario;
  if (initial.kind !== 'arrow') throw new Error('not initial data from an Arrow file');
  const { x, v } = equation.dimensions;
  const table = readTable(initial.file);
  const names = [...vectorNames('position', x), ...vectorNames('velocity', v), 'weighting'];
  requireColumns(table, names);
  const { time } = table.columns;
  const latest = time?.reduce((largest, value) => Math.max(largest, value), -Infinity);
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    if ((time === undefined || time[row] === latest) && table.columns.weighting[row] > 0) rows.push(row);
  }
  if (rows.length === 0) throw new Refusal('input', `${initial.file} holds no particle with a positive weighting`);
  const particles = allocateParticles(arena, rows.length, equation.dimensions);
  const length = domain?.x.kind === 'periodic' ? domain.x.length : undefined;
  rows.forEach((row, i) => {
    vectorNames('position', x).forEach((name, d) => {
      const value = table.columns[name][row];
      particles.position[d][i] = length ? wrap(value, length[d]) : value;
    });
    vectorNames('velocity', v).forEach((name, d) => (particles.velocity[d][i] = table.columns[name][row]));
    particles.weight[i] = table.columns.weighting[row];
  });
  for (const column of [...particles.position, ...particles.velocity, particles.weight]) {
    if (column.some((value) => !Number.isFinite(value))) throw new Refusal('input', `${initial.file} holds a value that is not finite`);
  }
  return particles;
}
