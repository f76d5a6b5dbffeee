import type { Scenario } from '../contracts.ts';
import { Blob, kernelSpec } from '../dynamics/blob.ts';
import { equilibriumOf } from '../state/moments.ts';
import { pairText } from '../parallel/native/pair-text.ts';
import { kernelText, pairKinds, type SimdMode } from '../parallel/simd.ts';
import { newArena } from './room.ts';
import { initialParticles } from './simulate.ts';

/** The text of the pair kernels that a run of `scenario` would compile, WebAssembly or C; of one pass, or all. */
export function scenarioKernels(scenario: Scenario, mode: SimdMode, pass?: string, backend: 'simd' | 'native' = 'simd'): string {
  const blob = new Blob(scenario, equilibriumOf(initialParticles(scenario, newArena(scenario))));
  const kinds = pass ? pairKinds.filter((kind) => kind === pass) : undefined;
  const spec = kernelSpec(scenario, blob);
  return backend === 'native' ? pairText(spec, mode === 'fastest', kinds ?? pairKinds) : kernelText(spec, mode, kinds);
}
