import { Blob, kernelSpec } from '../dynamics/blob.ts';
import { BlobCollisions, rememberedEquilibrium } from '../dynamics/blob-collisions.ts';
import { schemes } from '../dynamics/catalogue.ts';
import { FuzzyLandauFlow } from '../dynamics/flow.ts';
import { particleForm, quadratureForm } from '../dynamics/score-form.ts';
import { named } from '../members.ts';
import { allOf } from '../ranks/share.ts';
import { threadedSums } from '../parallel/pair-work.ts';
import { equilibriumOf } from '../state/moments.ts';
import { timed } from '../stopwatch.ts';
import type { BuiltCollisions, EngineParts } from './engine-parts.ts';
import { counted } from './pair-count.ts';
import { compileFor } from './pair-kernels.ts';
import { chooseSums } from './sums.ts';

/** Collisions by blob: the particle-sum, quadrature or one-sided score. */
export async function createBlob({
  scenario,
  particles,
  clock,
  arena,
  threads,
  options,
  memory,
  watch,
  pairs,
}: EngineParts): Promise<BuiltCollisions & { readonly collisions: BlobCollisions }> {
  const blob = new Blob(scenario, memory ? rememberedEquilibrium(memory) : equilibriumOf(particles));
  const spec = kernelSpec(scenario, blob);
  const { compiled, computation } = await compileFor(spec, arena, options);
  const ranks = particles.share?.ranks;
  const direct = counted(threadedSums(spec, compiled, threads, arena, ranks), pairs);
  const number = { count: options.standsFor ?? allOf(particles), capacity: particles.most ?? particles.capacity };
  const sums = chooseSums({ scenario, spec, compiled, direct, particles: number, arena, threads, ranks, watch });
  const score = { blob: sums.blob, cross: sums.visiting?.pairs(direct) ?? direct };
  const form =
    scenario.score === 'quadrature'
      ? quadratureForm(scenario, particles, blob, score, arena)
      : particleForm(particles, blob, score, arena, scenario.score === 'one-sided');
  const flow = new FuzzyLandauFlow(particles, form, sums.collisions, scenario.equation.strength, arena);
  timed(watch, 'score', flow, ['entropy', 'score']);
  timed(watch, 'collisions', flow, ['collide']);
  const collisions = new BlobCollisions({
    scenario, particles, clock, blob, arena, flow,
    scheme: named(schemes, scenario.time.scheme),
    beforeStep: (iteration) => sums.beforeStep(iteration),
  });
  return { collisions, sums, computation };
}
