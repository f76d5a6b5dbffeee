import seedrandom from 'seedrandom';
import { expect } from 'vitest';
import { kappas } from '../../src/physics/catalogue.ts';
import type { Column, KappaChoice, KernelSpec, PairPass, TileKernels } from '../../src/contracts.ts';
import { outputs } from '../../src/parallel/columns.ts';
import { Arena } from '../../src/state/arena.ts';

/** 43 particles in 48 places: five padding entries, zero in every column, which coincide with each other. */
const count = 43;
export const capacity = 48;
const block = 24;
export const dimensions = [0, 1, 2, 3].flatMap((x) => [2, 3].map((v) => ({ x, v })));
export const gammas = [-3, -2.5, -2, -1, 0, 0.5, 1];

/** Every kappa in the catalogue with its parameters at a round value. */
export const choices: readonly KappaChoice[] = kappas.map((kind) => ({
  kind: kind.name,
  ...Object.fromEntries(Object.entries(kind.parameters).map(([name, { type }]) => [name, type === 'number' ? 1.3 : '1 / (1 + r^2)'])),
}));

export interface Fields {
  readonly arena: Arena;
  /** In one set, then between two. */
  readonly passes: readonly PairPass[];
}

/** All passes over random particles. Some particles coincide, some lie exactly half a box apart. */
export function fields({ dimensions: { x, v }, period }: KernelSpec, seed: string): Fields {
  const random = seedrandom(seed);
  const arena = new Arena();
  const filled = (low: number, high: number): Column => {
    const column = arena.vector(capacity);
    for (let i = 0; i < count; i++) column[i] = low + (high - low) * random();
    return column;
  };
  const many = (number: number, low: number, high: number): Column[] => Array.from({ length: number }, () => filled(low, high));
  const z = many(x + v, -2, 2), velocity = many(v, -3, 3), score = many(v, -2, 2), weight = filled(0, 1), ratio = filled(0.5, 2);
  const position = Array.from({ length: x }, (_, axis) => filled(0, period[axis] || 4));
  for (const column of [...z, ...velocity, ...position]) column[7] = column[30];
  position.forEach((column, axis) => { if (period[axis]) { column[3] = 0; column[31] = period[axis] / 2; } });
  const empty = (number: number): Column[] => Array.from({ length: number }, () => arena.vector(capacity));
  const some = { count, revision: 0 };
  const sources = { ...some, z, source: weight, ratio };
  const colliders = { ...some, position, velocity, score, weight };
  const otherSources = { ...some, z: many(x + v, -2, 2), source: filled(0, 1), ratio: filled(0.5, 2) };
  const otherColliders = { ...colliders, velocity: many(v, -3, 3), score: many(v, -2, 2) };
  const sum = (): Column => arena.vector(capacity);
  const passes = (rows: typeof sources, colliding: typeof colliders): PairPass[] => [
    { kind: 'density', rows, columns: sources, output: { sum: sum() } },
    { kind: 'gradient', rows, columns: sources, output: { sum: sum(), force: empty(x + v) } },
    { kind: 'score', rows, columns: sources, output: { force: empty(x + v), back: sum() } },
    { kind: 'collisions', rows: colliding, columns: colliders, output: { rate: empty(v) } },
  ];
  return { arena, passes: [...passes(sources, colliders), ...passes(otherSources, otherColliders)] };
}

/** Runs a pass over two blocks (two equal tiles and one disjoint, or all four) and copies what it gives for the true particles. */
export function evaluate(kernels: TileKernels, pass: PairPass): number[][] {
  const filledIn = outputs(pass);
  for (const column of filledIn) column.fill(0);
  for (let i = 0; i < capacity; i += block) {
    for (let j = pass.rows === pass.columns ? i : 0; j < capacity; j += block) kernels.tile(pass, i, i + block, j, j + block);
  }
  for (const column of filledIn) expect(column.every(Number.isFinite)).toBe(true);
  return filledIn.map((column) => [...column.subarray(0, count)]);
}

/** Largest difference, relative to the largest entry. */
export function disagreement(a: readonly number[][], b: readonly number[][]): number {
  const size = Math.max(...b.flat().map(Math.abs));
  return Math.max(...a.flat().map((value, k) => Math.abs(value - b.flat()[k]))) / (size || 1);
}

export const repeated = (length: number, value: number): number[] => Array.from({ length }, () => value);

export const specification = (change: Partial<KernelSpec> & Pick<KernelSpec, 'dimensions'>): KernelSpec => ({
  gamma: 0,
  softening: 0,
  kappa: { kind: 'constant' },
  period: repeated(change.dimensions.x, 4),
  blobPeriod: repeated(change.dimensions.x, 0),
  score: 'two-sided',
  ...change,
});
