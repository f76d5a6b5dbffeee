import { moduleOf } from '../parallel/assemble.ts';
import { enableFeatures } from '../parallel/features.ts';
import { compileLibrary, madeBy } from '../parallel/native/compiler.ts';
import { NativeUnavailable } from '../parallel/native/unavailable.ts';
import { differs, disagreement } from './block-check.ts';
import type { BlockCode } from './block-functions.ts';
import { blockText } from './block-text.ts';
import { nativeBlockText } from './native-text.ts';
import { blockLength } from './points.ts';

/** Compiled block kernels and how they add products; nothing where the plain loops have to do. */
export interface BlockModule {
  readonly code?: BlockCode;
  readonly fused: boolean;
  /** Why these, and what was passed over because it disagreed with the plain loops. */
  readonly why: string;
}

/**
 * The fastest block kernels of this engine that agree with the plain loops; only plain sums when `reproducible`. `wide`: for a
 * memory of more than 4 GiB.
 */
export async function chooseBlockKernels(reproducible: boolean, wide = false): Promise<BlockModule> {
  const features = enableFeatures();
  if (!features.simd) return { fused: false, why: 'plain loops: no WebAssembly SIMD here' };
  const refused: string[] = [];
  for (const fused of features.fused && !reproducible ? [true, false] : [false]) {
    const code = await moduleOf(blockText(fused, blockLength, wide));
    const difference = disagreement(code, wide);
    if (!differs(difference)) return { code, fused, why: ['checked against the plain loops', ...refused].join('; ') };
    refused.push(`${fused ? 'fused' : 'plain'} block kernels not used: they differ by ${difference.toExponential(1)}`);
  }
  return { fused: false, why: ['plain loops', ...refused].join('; ') };
}

/** Block kernels by the machine's C compiler. Throws NativeUnavailable where they cannot be had or do not agree with the loops. */
export async function nativeBlockKernels(reproducible: boolean, compile = compileLibrary): Promise<BlockModule> {
  const code = await compile(nativeBlockText(!reproducible));
  const difference = disagreement(code);
  if (differs(difference)) {
    const problem = `the block kernels differ from the plain loops by ${difference.toExponential(1)}`;
    throw new NativeUnavailable(problem, 'set CC to another compiler');
  }
  return { code, fused: !reproducible, why: `checked against the plain loops; ${madeBy(code)}` };
}
