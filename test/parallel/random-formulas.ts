import { createHash } from 'node:crypto';
import seedrandom from 'seedrandom';
import type { CollisionPass, Column, KernelSpec, TileKernels } from '../../src/contracts.ts';
import { loopKernels } from '../../src/parallel/loops.ts';
import { compileKernels, simdKernels, type SimdMode } from '../../src/parallel/simd.ts';
import { Arena } from '../../src/state/arena.ts';

type Random = () => number;

const pick = <T>(random: Random, choices: readonly T[]): T => choices[Math.floor(random() * choices.length)];

/** A formula in r that is finite and >= 0, of the given depth; parts of it come back, as users' formulas do. */
export function randomFormula(random: Random, depth: number): string {
  const number = (): string => (0.2 + 2 * random()).toFixed(2);
  if (depth === 0) return pick(random, ['r', 'r', 'r^2', number(), `${number()}*r`, 'sqrt(r)', `abs(r-${number()})`]);
  const part = (): string => randomFormula(random, depth - 1);
  return pick(random, [
    () => `exp(-(${part()}))`, () => `exp(-(${part()}))`, () => `exp(min(1, ${part()}))`,
    () => `1/(1+${part()})`, () => `(1+${part()})^-${number()}`, () => `(1+${part()})^${number()}`,
    () => `sqrt(1+${part()})`, () => `log(1+${part()})`, () => `(${part()})^2`, () => `pow(${part()}, 1.5)`,
    () => `(${part()})*(${part()})`, () => `(${part()})*(${part()})`, () => `(${part()})+(${part()})`,
    () => `max(0, 1-(${part()}))`, () => `min(${number()}, ${part()})`, () => `abs((${part()})-(${part()}))`,
  ])();
}

const count = 32;

/** Collision sums of random particles, all pairs, in two blocks. */
function collisions(kernels: TileKernels, pass: CollisionPass): number[] {
  for (const column of pass.output.rate) column.fill(0);
  for (let i = 0; i < count; i += 16) for (let j = i; j < count; j += 16) kernels.tile(pass, i, i + 16, j, j + 16);
  return pass.output.rate.flatMap((column) => [...column]);
}

/** What the compiled kernel gives, and its largest difference from the plain loops, relative to the largest sum. */
async function compare(spec: KernelSpec, mode: SimdMode, random: Random): Promise<{ found: number[]; error: number }> {
  const { x, v } = spec.dimensions;
  const arena = new Arena();
  const columns = (number: number, low: number, high: number): Column[] =>
    Array.from({ length: number }, () => {
      const column = arena.vector(count);
      column.forEach((_, i) => (column[i] = low + (high - low) * random()));
      return column;
    });
  const [weight] = columns(1, 0, 1);
  const rate = Array.from({ length: v }, () => arena.vector(count));
  const [position, velocity, score] = [columns(x, 0, 6), columns(v, -3, 3), columns(v, -2, 2)];
  const points = { count, revision: 0, position, velocity, score, weight };
  const pass: CollisionPass = { kind: 'collisions', rows: points, columns: points, output: { rate } };
  const compiled = await compileKernels(spec, mode, ['collisions']);
  const found = collisions(simdKernels(compiled, arena.memory, arena.vector(compiled.workLength)), pass);
  const expected = collisions(loopKernels(spec), pass);
  const size = Math.max(...expected.map(Math.abs)) || 1;
  const errors = found.map((value, k) => Math.abs(value - expected[k]) / size);
  return { found, error: errors.some(Number.isNaN) ? Infinity : Math.max(...errors) };
}

/** Of random formulas in random dimensions, exponents and modes. */
export interface Comparison {
  /** The largest disagreement, and whose it is. */
  readonly worst: { readonly error: number; readonly expression: string };
  /** A digest of all sums in reproducible mode. */
  readonly reproducible: string;
}

export async function compareFormulas(seed: string, formulas: number): Promise<Comparison> {
  const random = seedrandom(seed);
  const digest = createHash('sha256');
  let worst = { error: 0, expression: '' };
  for (let k = 0; k < formulas; k++) {
    const expression = randomFormula(random, 1 + Math.floor(3 * random()));
    const x = pick(random, [1, 2, 3]), v = pick(random, [2, 3]), period = pick(random, [0, 6]);
    const spec: KernelSpec = {
      dimensions: { x, v },
      gamma: pick(random, [-3, -2.5, -1, 0, 0.5, 1]),
      softening: 0.01,
      kappa: { kind: 'formula', expression },
      period: Array.from({ length: x }, () => period),
      blobPeriod: Array.from({ length: x }, () => 0),
      score: 'two-sided',
    };
    const mode = pick(random, ['fastest', 'reproducible'] as const);
    const { found, error } = await compare(spec, mode, random);
    if (mode === 'reproducible') digest.update(Float64Array.from(found));
    if (!(error <= worst.error)) worst = { error, expression };
  }
  return { worst, reproducible: digest.digest('hex') };
}
