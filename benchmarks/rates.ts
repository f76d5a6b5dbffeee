import { inlineSums } from '../src/parallel/pair-sums.ts';
import { compileNative } from '../src/parallel/native/pair-kernels.ts';
import { openKernels, type PairKernels } from '../src/parallel/open-kernels.ts';
import { compileKernels } from '../src/parallel/simd.ts';
import { Arena } from '../src/state/arena.ts';
import { nameOf, specOf, type Case } from './cases.ts';
import { passOf } from './fields.ts';
import { processorSeconds, summary, type Measurement } from './measure.ts';
import type { HandWritten } from './native.ts';

/** `c` is the program of benchmarks/native, the others are backends: loops, SIMD in two modes, native kernels in two modes. */
export type Variant = 'loops' | 'reproducible' | 'fastest' | 'nativeReproducible' | 'native' | 'c';

/** Million ordered pairs per second and core of one case, variant by variant. */
export interface Rates {
  readonly name: string;
  readonly rates: Readonly<Partial<Record<Variant, Measurement>>>;
}

export interface Effort {
  readonly count: number;
  readonly rounds: number;
}

/**
 * Measures a case: the variants take turns, so that a busy moment of the machine hits all of them. Without `c` there is no
 * compiler, and no native kernels either.
 */
export async function measureCase(which: Case, { count, rounds }: Effort, c: HandWritten | undefined): Promise<Rates> {
  const arena = new Arena();
  const pass = passOf(which, count, arena);
  const spec = specOf(which);
  const rate = (compiled?: PairKernels): (() => Promise<number>) => {
    const sums = inlineSums(openKernels(spec, compiled, arena.memory, arena.vector(compiled?.workLength ?? 0)), arena);
    return async () => (count * count * 1e-6) / (await processorSeconds(() => sums.run(pass)));
  };
  const variants: [Variant, () => Promise<number>][] = [
    ['loops', rate()],
    ['reproducible', rate(await compileKernels(spec, 'reproducible'))],
    ['fastest', rate(await compileKernels(spec, 'fastest'))],
  ];
  if (c) {
    variants.push(['nativeReproducible', rate(await compileNative(spec, false))], ['native', rate(await compileNative(spec, true))]);
    variants.push(['c', async () => c.rate(which, count, 0.05)]);
  }
  const samples = new Map<Variant, number[]>(variants.map(([variant]) => [variant, []]));
  await warmUp(variants);
  for (let round = 0; round < rounds; round++) {
    for (const [variant, rate] of variants) {
      // Plain loops take ten times as long: every third round will do.
      if (variant !== 'loops' || round % 3 === 0) samples.get(variant)!.push(await rate());
    }
  }
  return { name: nameOf(which), rates: Object.fromEntries([...samples].map(([variant, values]) => [variant, summary(values)])) };
}

/** First calls run in the engine's baseline compiler; the optimised code arrives a little later from another thread. */
async function warmUp(variants: readonly [Variant, () => Promise<number>][]): Promise<void> {
  for (let call = 0; call < 3; call++) {
    for (const [variant, rate] of variants) if (variant !== 'c') await rate();
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}
