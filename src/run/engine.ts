import type { Clock, Collisions, KernelSpec, Memory, Particles, Scenario, Substep } from '../contracts.ts';
import { Blob, kernelSpec } from '../dynamics/blob.ts';
import { BlobCollisions, rememberedEquilibrium } from '../dynamics/blob-collisions.ts';
import { schemes, substeps } from '../dynamics/catalogue.ts';
import { named } from '../members.ts';
import { equilibriumOf } from '../state/moments.ts';
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

/** Everything that computes over one set of particles: the terms of the equation and the pair sums they ask for. */
export interface Engine {
  readonly particles: Particles;
  readonly clock: Clock;
  readonly collisions: Collisions;
  /** All terms of the equation, the collisions among them. */
  readonly substeps: readonly Substep[];
  readonly sums: ChosenSums;
  readonly computation: Computation;
  close(): Promise<void>;
}

/**
 * Builds the engine of a run over particles that lie in `arena`. `memory` is what the collisions of a run that is
 * resumed remember.
 */
export async function createEngine(
  scenario: Scenario, particles: Particles, arena: Arena, options: EngineOptions, memory?: Memory,
): Promise<Engine> {
  const blob = new Blob(scenario, memory ? rememberedEquilibrium(memory) : equilibriumOf(particles));
  const spec = kernelSpec(scenario, blob);
  const { compiled, why } = await compile(spec, arena, options);
  const threads = openThreads(options.threads);
  const direct = threadedSums(spec, compiled, threads, arena);
  const sums = chooseSums({ scenario, spec, compiled, direct, particles, arena, threads });
  const score = { blob: sums.blob, cross: direct };
  const form =
    scenario.score === 'quadrature'
      ? quadratureForm(scenario, particles, blob, score, arena)
      : particleForm(particles, blob, score, arena, scenario.score === 'one-sided');
  const clock: Clock = { positions: 0 };
  const collisions = new BlobCollisions({
    scenario, particles, clock, blob, arena,
    flow: new FuzzyLandauFlow(particles, form, sums.collisions, scenario.equation.strength, arena),
    scheme: named(schemes, scenario.time.scheme),
    beforeStep: (iteration) => sums.beforeStep(iteration),
  });
  if (memory) collisions.restore(memory);
  const others = substeps.flatMap((kind) => kind.create({ scenario, particles, clock, collisions }) ?? []);
  return {
    particles,
    clock,
    collisions,
    substeps: [...others, collisions],
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
