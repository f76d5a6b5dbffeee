import type { Scenario } from '../contracts.ts';
import { Blob, kernelSpec } from '../dynamics/blob.ts';
import { equilibriumOf } from '../state/moments.ts';
import { kernelText, pairKinds, type SimdMode } from '../parallel/simd.ts';
import { Arena } from '../state/arena.ts';
import { initialParticles } from './simulate.ts';

/** The WebAssembly text of the kernels that a run of `scenario` would compile; of one pass, or all. */
export function scenarioKernels(scenario: Scenario, mode: SimdMode, pass?: string): string {
  const blob = new Blob(scenario, equilibriumOf(initialParticles(scenario, new Arena())));
  const kinds = pass ? pairKinds.filter((kind) => kind === pass) : undefined;
  return kernelText(kernelSpec(scenario, blob), mode, kinds);
}
