import type { Column, KernelSpec, PairPass, TileKernels } from '../contracts.ts';
import { randomStream } from '../math/random.ts';
import type { PairKind } from '../physics/pair-forms.ts';
import { Refusal } from '../refusal.ts';
import { outputs } from './columns.ts';
import { loopKernels } from './loops.ts';

/** Compiled kernels whose sums are not those of the plain loops: not to be used. */
export class KernelDisagreement extends Refusal {
  override readonly name = 'KernelDisagreement';
}

/** Particles of the check: two blocks, so that equal and different blocks meet; 184 pairs in all. */
const length = 16;
const block = length / 2;

/**
 * Largest difference that counts as rounding, relative to the largest sum of its kind. Elementary functions and another
 * order of summation give 1e-15, a power with a large exponent 1e-13; a wrong instruction gives something of order 1.
 */
const tolerance = 1e-9;
/** Sums below this are nothing: the exponentials of the kernels end at 2^-700 instead of 0. */
const negligible = 1e-200;

/** Doubles that the check needs in the shared memory. */
export const checkRoom = ({ dimensions: { x, v } }: KernelSpec): number => length * 5 * (x + v + 1);

/**
 * Compares the kernels of some kinds of passes with the plain loops on the same random particles, in `room` (checkRoom
 * doubles of the memory that the kernels see). Throws a KernelDisagreement.
 */
export function checkKernels(spec: KernelSpec, kinds: readonly PairKind[], kernels: TileKernels, room: Float64Array): void {
  const law = loopKernels(spec);
  const passes = checkPasses(spec, room);
  for (const kind of kinds) {
    const expected = sums(law, passes[kind]);
    const found = sums(kernels, passes[kind]);
    const worst = Math.max(...found.map((column, k) => difference(column, expected[k])));
    if (!(worst <= tolerance)) {
      const difference = `by ${worst.toPrecision(2)} of its largest sum`;
      throw new KernelDisagreement('stopped', `the compiled kernel '${kind}' differs from the plain loops ${difference}`);
    }
  }
}

/** The passes over random points whose distances go down to 1e-4 of the box, as kappa may live on any length. */
function checkPasses({ dimensions: { x, v }, period, blobPeriod }: KernelSpec, room: Float64Array): Record<PairKind, PairPass> {
  const next = randomStream(1, 1);
  let used = 0;
  const columns = (count: number, value: (random: number, axis: number) => number = () => 0): Column[] =>
    Array.from({ length: count }, (_, axis) => {
      const column = room.subarray(used, (used += length));
      for (let i = 0; i < length; i++) column[i] = value(next()[0], axis);
      return column;
    });
  const label = (random: number, axis: number): number => (blobPeriod[axis] ? blobPeriod[axis] * random : 3 * random - 1.5);
  const z = columns(x + v, label);
  const position = columns(x, (random, axis) => (period[axis] || 4) * random ** 4);
  const velocity = columns(v, (random) => 4 * random - 2);
  const score = columns(v, (random) => 4 * random - 2);
  const [source] = columns(1, (random) => 0.5 + random);
  const [ratio] = columns(1, (random) => 0.5 + random);
  const output = columns(x + v + 1);
  const [sum, ...force] = output;
  const set = { count: length, revision: 0 };
  const sources = { ...set, z, source, ratio };
  const colliders = { ...set, position, velocity, score, weight: source };
  return {
    density: { kind: 'density', rows: sources, columns: sources, output: { sum } },
    gradient: { kind: 'gradient', rows: sources, columns: sources, output: { sum, force } },
    score: { kind: 'score', rows: sources, columns: sources, output: { force, back: sum } },
    collisions: { kind: 'collisions', rows: colliders, columns: colliders, output: { rate: output.slice(0, v) } },
  };
}

/** Copies of what a pass gives when every point meets every other: in one set, then as if there were two. */
function sums(kernels: TileKernels, pass: PairPass): Column[] {
  const two = { ...pass, rows: { ...pass.rows } } as PairPass;
  return [pass, two].flatMap((played) => {
    for (const column of outputs(played)) column.fill(0);
    kernels.tile(played, 0, block, 0, block);
    kernels.tile(played, block, length, block, length);
    kernels.tile(played, 0, block, block, length);
    return outputs(played).map((column) => column.slice());
  });
}

/** Relative to the largest entry; entries that the loops cannot compute either say nothing. */
function difference(found: Column, expected: Column): number {
  const size = Math.max(negligible, ...expected.map(Math.abs).filter(Number.isFinite));
  const says = (i: number): boolean => Number.isFinite(expected[i]) || Number.isFinite(found[i]);
  const errors = found.map((value, i) => (says(i) ? Math.abs(value - expected[i]) / size : 0));
  return errors.some(Number.isNaN) ? Infinity : Math.max(...errors);
}
