import seedrandom from 'seedrandom';
import type { Column, CollisionPass, DensityPass, ScorePass } from '../src/contracts.ts';
import type { Arena } from '../src/state/arena.ts';
import { boxLength, type Case } from './cases.ts';

/** A pass over `count` random particles (a multiple of 8) in the shared memory of `arena`. */
export function passOf({ pass, dimensions: { x, v } }: Case, count: number, arena: Arena): DensityPass | ScorePass | CollisionPass {
  const random = seedrandom('benchmark');
  const filled = (low: number, high: number): Column => {
    const column = arena.vector(count);
    for (let i = 0; i < count; i++) column[i] = low + (high - low) * random();
    return column;
  };
  const many = (number: number, low: number, high: number): Column[] => Array.from({ length: number }, () => filled(low, high));
  const weight = filled(0, 1);
  if (pass === 'collisions') {
    const points = { count, revision: 0, position: many(x, 0, boxLength), velocity: many(v, -4, 4), score: many(v, -2, 2), weight };
    return { kind: pass, rows: points, columns: points, output: { rate: arena.columns(v, count) } };
  }
  const z = many(x + v, -5, 5);
  const points = { count, revision: 0, z, source: weight, ratio: filled(0.5, 2) };
  if (pass === 'density') return { kind: pass, rows: points, columns: points, output: { sum: arena.vector(count) } };
  return { kind: pass, rows: points, columns: points, output: { force: arena.columns(x + v, count), back: arena.vector(count) } };
}
