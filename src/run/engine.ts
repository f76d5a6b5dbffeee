import type { KernelSpec, Particles, Scenario } from '../contracts.ts';
import { Blob, equilibriumOf, kernelSpec, type Equilibrium } from '../dynamics/blob.ts';
import { FuzzyLandauFlow } from '../dynamics/flow.ts';
import { particleForm, quadratureForm } from '../dynamics/score-form.ts';
import { threadedSums } from '../parallel/pair-work.ts';
import { chooseKernels } from '../parallel/choose-kernels.ts';
import { SimdUnavailable, type CompiledKernels } from '../parallel/simd.ts';
import type { Arena } from '../state/arena.ts';
import { openThreads } from '../threads/worker-threads.ts';
import { chooseSums, type ChosenSums } from './sums.ts';

export interface EngineOptions {
  /** Worker threads; 0 computes on the calling thread. The numbers do not depend on it. */
  readonly threads: number;
  readonly backend: 'auto' | 'loops' | 'simd';
  /** No fused operations: the same bits on every machine and Node version. */
  readonly reproducible: boolean;
}

/** What was chosen, for the manifest. */
export interface Computation {
  readonly backend: string;
  readonly mode: string;
  /** Why these kernels: what agreed with the plain loops, and what was passed over because it did not. */
  readonly kernels: string;
}

/** Everything that computes: the sums and the flow over one set of particles. */
export interface Engine {
  readonly arena: Arena;
  readonly particles: Particles;
  readonly blob: Blob;
  readonly flow: FuzzyLandauFlow;
  readonly sums: ChosenSums;
  readonly computation: Computation;
  close(): Promise<void>;
}

/**
 * Builds the engine of a run over particles that lie in `arena`. `equilibrium` is handed in when a run is resumed: it
 * belongs to the particles' first moment.
 */
export async function createEngine(scenario: Scenario, particles: Particles, arena: Arena, options: EngineOptions, equilibrium?: Equilibrium): Promise<Engine> {
  const blob = new Blob(scenario, equilibrium ?? equilibriumOf(particles));
  const spec = kernelSpec(scenario, blob);
  const { compiled, why } = await compile(spec, arena, options);
  const threads = openThreads(options.threads);
  const direct = threadedSums(spec, compiled, threads, particles.count, arena);
  const sums = chooseSums({ scenario, spec, compiled, direct, count: particles.count, arena, threads });
  const score = { blob: sums.blob, cross: direct };
  const form =
    scenario.score === 'quadrature'
      ? quadratureForm(scenario, particles, blob, score, arena)
      : particleForm(particles, blob, score, arena, scenario.score === 'one-sided');
  return {
    arena,
    particles,
    blob,
    flow: new FuzzyLandauFlow(particles, form, sums.collisions, scenario.equation.strength, arena),
    computation: {
      backend: compiled ? 'simd' : 'loops',
      mode: compiled?.fused ? 'fused' : 'reproducible',
      kernels: why,
    },
    sums,
    close: () => threads.close(),
  };
}

/** SIMD kernels unless the loops are asked for, or none here agrees with them; and why. */
async function compile(
  spec: KernelSpec,
  arena: Arena,
  { backend, reproducible }: EngineOptions,
): Promise<{ compiled?: CompiledKernels; why: string }> {
  if (backend === 'loops') return { why: 'plain loops, as asked for' };
  try {
    const { compiled, refused } = await chooseKernels(spec, reproducible ? 'reproducible' : 'fastest', arena);
    return { compiled, why: ['checked against the plain loops', ...refused.map((reason) => `not used: ${reason}`)].join('; ') };
  } catch (error) {
    if (backend === 'auto' && error instanceof SimdUnavailable) return { why: `plain loops: ${error.reason}` };
    throw error;
  }
}
