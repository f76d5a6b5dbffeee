import type { CollisionPass, DensityPass, ScorePass, TileKernels } from '../src/contracts.ts';
import { loopKernels } from '../src/parallel/loops.ts';
import { inlineSums } from '../src/parallel/pair-sums.ts';
import { compileKernels, simdKernels } from '../src/parallel/simd.ts';
import { Arena } from '../src/state/arena.ts';
import { nameOf, specOf, type Case } from './cases.ts';
import { passOf } from './fields.ts';
import { processorSeconds, summary, type Measurement } from './measure.ts';
import type { NativePairs } from './native.ts';

export type Variant = 'loops' | 'reproducible' | 'fastest' | 'native';

/** Million ordered pairs per second and core of one case, variant by variant. */
export interface Rates {
  readonly name: string;
  readonly rates: Readonly<Partial<Record<Variant, Measurement>>>;
}

export interface Effort {
  readonly count: number;
  readonly rounds: number;
}

/** Measures a case: the variants take turns, so that a busy moment of the machine hits all of them. */
export async function measureCase(which: Case, { count, rounds }: Effort, native: NativePairs | undefined): Promise<Rates> {
  const arena = new Arena();
  const pass = passOf(which, count, arena);
  const spec = specOf(which);
  const simd = async (mode: 'reproducible' | 'fastest'): Promise<TileKernels> => {
    const compiled = await compileKernels(spec, mode);
    return simdKernels(compiled, arena.memory, arena.vector(compiled.workLength));
  };
  const variants: [Variant, () => Promise<number>][] = [
    ['loops', timed(loopKernels(spec), pass, count, arena)],
    ['reproducible', timed(await simd('reproducible'), pass, count, arena)],
    ['fastest', timed(await simd('fastest'), pass, count, arena)],
  ];
  if (native) variants.push(['native', async () => native.rate(which, count, 0.05)]);
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
    for (const [variant, rate] of variants) if (variant !== 'native') await rate();
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}

function timed(kernels: TileKernels, pass: DensityPass | ScorePass | CollisionPass, count: number, arena: Arena): () => Promise<number> {
  const sums = inlineSums(kernels, arena);
  return async () => (count * count * 1e-6) / (await processorSeconds(() => sums.run(pass)));
}
