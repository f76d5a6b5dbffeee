import type { Scenario } from '../contracts.ts';
import { Blob, kernelSpec } from '../dynamics/blob.ts';
import { equilibriumOf } from '../state/moments.ts';
import { pairText } from '../parallel/native/pair-text.ts';
import { kernelText, type SimdMode } from '../parallel/simd.ts';
import { pairKinds } from '../physics/pair-passes.ts';
import { Refusal } from '../refusal.ts';
import { didYouMean } from '../scenario/nearest.ts';
import { newArena } from './room.ts';
import { initialParticles } from './simulate.ts';

/**
 * The text of the pair kernels that a run of `scenario` would compile, WebAssembly or C; of one pass, or all. Throws a Refusal
 * when there is no such pass.
 */
export function scenarioKernels(scenario: Scenario, mode: SimdMode, pass?: string, backend: 'simd' | 'native' = 'simd'): string {
  if (pass !== undefined && !pairKinds.includes(pass)) {
    throw new Refusal('input', `--pass: expected one of ${pairKinds.join(', ')}, found '${pass}'.${didYouMean(pass, pairKinds)}`);
  }
  const blob = new Blob(scenario, equilibriumOf(initialParticles(scenario, newArena(scenario))));
  const kinds = pass === undefined ? pairKinds : [pass];
  const spec = kernelSpec(scenario, blob);
  return backend === 'native' ? pairText(spec, mode === 'fastest', kinds) : kernelText(spec, mode, kinds);
}
