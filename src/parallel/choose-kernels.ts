import type { KernelSpec } from '../contracts.ts';
import type { Arena } from '../state/arena.ts';
import { enableFeatures, type Features } from './features.ts';
import { KernelDisagreement } from './self-check.ts';
import { compileKernels, simdKernels, SimdUnavailable, type Build, type CompiledKernels, type SimdMode } from './simd.ts';

/** Kernels that agree with the plain loops here, and what was passed over on the way to them. */
export interface ChosenKernels {
  readonly compiled: CompiledKernels;
  /** One sentence for each build that disagreed. */
  readonly refused: readonly string[];
}

/**
 * The fastest kernels of a mode that agree with the plain loops on this machine: a build that does not is passed over
 * for a more cautious one. Throws SimdUnavailable when none is left. `compile` is handed in by tests.
 */
export async function chooseKernels(spec: KernelSpec, mode: SimdMode, arena: Arena, compile = compileKernels): Promise<ChosenKernels> {
  const features = enableFeatures();
  const refused: string[] = [];
  for (const build of builds(mode, features)) {
    const compiled = await compile(spec, { ...build, wide: arena.wide });
    try {
      simdKernels(compiled, arena.memory, arena.vector(compiled.workLength));
      return { compiled, refused };
    } catch (error) {
      if (!(error instanceof KernelDisagreement)) throw error;
      refused.push(`${describe(build)}: ${error.message}`);
    }
  }
  throw new SimdUnavailable(refused.length > 0 ? refused.join('; ') : undefined);
}

const describe = ({ fused, joined }: Build): string => `${fused ? 'fused' : 'reproducible'}${joined ? ', 256 bits' : ', 128 bits'}`;

/** What can be tried, the fastest first. */
function builds(mode: SimdMode, features: Features): Build[] {
  if (!features.simd) return [];
  const fused = mode === 'fastest' && features.fused ? [true, false] : [false];
  const joined = features.joined ? [true, false] : [false];
  return fused.flatMap((f) => joined.map((j) => ({ fused: f, joined: j })));
}
