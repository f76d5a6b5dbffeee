import type { Column, KernelSpec, PairPass, TileKernels } from '../contracts.ts';
import { randomStream } from '../math/random.ts';
import type { PairForm } from '../physics/pair-form.ts';
import { pairForm } from '../physics/pair-passes.ts';
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
export const checkRoom = (spec: KernelSpec, kinds: readonly string[]): number =>
  length * Math.max(...kinds.map((kind) => pairForm(kind, spec)).map(({ gives, outputs: filled }) => gives.length + filled.length));

/**
 * Compares the kernels of some kinds of passes with the plain loops on the same random particles, in `room` (checkRoom
 * doubles of the memory that the kernels see). Throws a KernelDisagreement.
 */
export function checkKernels(spec: KernelSpec, kinds: readonly string[], kernels: TileKernels, room: Float64Array): void {
  const law = loopKernels(spec);
  for (const kind of kinds) {
    const pass = checkPass(kind, pairForm(kind, spec), room);
    const expected = sums(law, pass);
    const found = sums(kernels, pass);
    const worst = Math.max(...found.map((column, k) => difference(column, expected[k])));
    if (!(worst <= tolerance)) {
      const difference = `by ${worst.toPrecision(2)} of its largest sum`;
      throw new KernelDisagreement('stopped', `the compiled kernel '${kind}' differs from the plain loops ${difference}`);
    }
  }
}

/** A pass over random points in one set, its columns by the names in the formula. */
function checkPass(kind: string, { gives, outputs: filled, samples = {} }: PairForm, room: Float64Array): PairPass {
  const next = randomStream(1, 1);
  const columns = [...gives, ...filled].map((name, k) => [name, room.subarray(k * length, (k + 1) * length)] as const);
  for (const [name, column] of columns.slice(0, gives.length)) {
    const sample = samples[name] ?? ((u: number) => 0.5 + u);
    for (let i = 0; i < length; i++) column[i] = sample(next()[0]);
  }
  const set = { count: length, revision: 0, ...Object.fromEntries(columns.slice(0, gives.length)) };
  return { kind, rows: set, columns: set, output: Object.fromEntries(columns.slice(gives.length)) };
}

/** Copies of what a pass gives when every point meets every other: in one set, then as if there were two. */
function sums(kernels: TileKernels, pass: PairPass): Column[] {
  const two = { ...pass, rows: { ...pass.rows } };
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
