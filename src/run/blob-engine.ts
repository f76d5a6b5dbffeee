import { Blob, kernelSpec } from '../dynamics/blob.ts';
import { BlobCollisions, rememberedEquilibrium } from '../dynamics/blob-collisions.ts';
import { schemes } from '../dynamics/catalogue.ts';
import { FuzzyLandauFlow } from '../dynamics/flow.ts';
import { particleForm, quadratureForm } from '../dynamics/score-form.ts';
import { named } from '../members.ts';
import { threadedSums } from '../parallel/pair-work.ts';
import { equilibriumOf } from '../state/moments.ts';
import type { BuiltCollisions, EngineParts } from './engine-parts.ts';
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
}: EngineParts): Promise<BuiltCollisions & { readonly collisions: BlobCollisions }> {
  const blob = new Blob(scenario, memory ? rememberedEquilibrium(memory) : equilibriumOf(particles));
  const spec = kernelSpec(scenario, blob);
  const { compiled, computation } = await compileFor(spec, arena, options);
  const direct = threadedSums(spec, compiled, threads, arena);
  const { count, capacity } = particles;
  const sums = chooseSums({
    scenario, spec, compiled, direct, particles: { count: options.standsFor ?? count, capacity }, arena, threads,
  });
  const score = { blob: sums.blob, cross: direct };
  const form =
    scenario.score === 'quadrature'
      ? quadratureForm(scenario, particles, blob, score, arena)
      : particleForm(particles, blob, score, arena, scenario.score === 'one-sided');
  const collisions = new BlobCollisions({
    scenario, particles, clock, blob, arena,
    flow: new FuzzyLandauFlow(particles, form, sums.collisions, scenario.equation.strength, arena),
    scheme: named(schemes, scenario.time.scheme),
    beforeStep: (iteration) => sums.beforeStep(iteration),
  });
  return { collisions, sums, computation };
}
