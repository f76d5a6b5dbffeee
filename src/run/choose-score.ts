import type { KernelSpec, Scenario } from '../contracts.ts';
import { blockLength } from '../galerkin/points.ts';
import { chooseBlockKernels, nativeBlockKernels, type BlockModule } from '../galerkin/block-module.ts';
import { indexCount } from '../galerkin/hermite.ts';
import { mostWaves } from '../galerkin/kappa-modes.ts';
import { Passes } from '../galerkin/passes.ts';
import { candidates } from '../galerkin/selection.ts';
import { threadedTeam } from '../galerkin/threaded-team.ts';
import { threadedSums } from '../parallel/pair-work.ts';
import { Refusal } from '../refusal.ts';
import type { Arena } from '../state/arena.ts';
import { boxLength } from '../state/box.ts';
import type { BuiltCollisions, EngineParts } from './engine-parts.ts';
import { firstDensity } from './first-density.ts';
import { kernelMesh } from './kernel-mesh.ts';
import { isBetter, mayBeBetter, measuredBlob } from './measured-blob.ts';
import { counted } from './pair-count.ts';
import { compileFor } from './pair-kernels.ts';
import { chooseGalerkin, createGalerkin, momentModes, rememberedGalerkin } from './galerkin-engine.ts';
import { chooseSums } from './sums.ts';

/** Doubles of scratch of each thread: the tables of the largest product basis of the run, and of the others beside it. */
function scratchDoubles(scenario: Scenario): number {
  const { equation: { dimensions }, score } = scenario;
  const asked = typeof score === 'object' ? score : { degree: 'auto', modes: 'auto' };
  const degree = asked.degree === 'auto' ? Math.max(...candidates(scenario, Infinity).map((space) => space.degree)) : Number(asked.degree);
  // A product basis has twice the waves of its space; kappa's own waves are the most that a space in `auto` comes near.
  const forKappa = mostWaves[dimensions.x] / 2;
  const modes = asked.modes === 'auto' ? forKappa : Math.max(forKappa, Number(asked.modes));
  const velocityFunctions = indexCount(dimensions.v, 2 * (degree + 1));
  const spaceFunctions = (4 * modes + 1) ** dimensions.x;
  return blockLength * (2 * velocityFunctions + 4 * spaceFunctions) + 2 ** 17;
}

/** The block kernels that are asked for. Throws NativeUnavailable. */
async function blockKernels({ backend, reproducible }: EngineParts['options'], { wide }: Arena): Promise<BlockModule> {
  if (backend === 'loops') return { fused: false, why: 'plain loops, as asked for' };
  return backend === 'native' ? nativeBlockKernels(reproducible) : chooseBlockKernels(reproducible, wide);
}

/** What the pair kernels of the collisions alone are specialised for; nothing of a blob. */
function collisionSpec(scenario: Scenario): KernelSpec {
  const { dimensions, gamma, softening, kappa } = scenario.equation;
  const period = boxLength(scenario) ?? Array.from({ length: dimensions.x }, () => 0);
  return { dimensions, gamma, softening, kappa, period, blobPeriod: period.map(() => 0), score: 'two-sided' };
}

/**
 * The Galerkin collisions where the scenario asks for them or, with `score: auto`, where they can be had; undefined: the
 * blob's. Throws a Refusal when they are asked for and cannot be.
 */
export async function chooseScore(parts: EngineParts): Promise<BuiltCollisions | undefined> {
  const { scenario, particles, arena, threads, options, memory } = parts;
  const asked = typeof scenario.score === 'object';
  if (!asked && scenario.score !== 'auto') return undefined;
  if (memory && !memory.frame) return undefined;
  const spec = collisionSpec(scenario);
  const block = await blockKernels(options, arena);
  // A trial stands for more particles, whose passes threads share.
  const own = options.standsFor === undefined ? undefined : 0;
  const passes = new Passes(threadedTeam(threads, arena, block.code, scratchDoubles(scenario), own), arena);
  const estimate = memory ? undefined : await firstDensity(parts);
  const found = memory ? undefined : await chooseGalerkin(scenario, spec, particles, passes, { count: options.standsFor, estimate });
  const inQuestion = found && !asked && !estimate && mayBeBetter(found.chosen);
  const blob = inQuestion ? await measuredBlob(parts, found.exact, found.tried) : undefined;
  if (found && blob && isBetter(blob.error, found.chosen)) return blob.built;
  const choice = memory ? rememberedGalerkin(scenario, memory) : found && { ...found, blobError: blob?.error };
  if (!choice) {
    if (!asked) return undefined;
    throw new Refusal('input', 'the Galerkin score cannot be used here: no space of functions fits these particles', {
      advice: 'use more particles, a smaller score.degree or score.modes, initial data with a density, or score: particle-sum',
    });
  }
  const modes = momentModes(scenario, spec, choice.frame);
  // Moments need no pairs: their kernels are not made.
  const made = modes ? undefined : await compileFor(spec, arena, options, ['collisions']);
  const compiled = made?.compiled;
  const ranks = particles.share?.ranks;
  const direct = counted(threadedSums(spec, compiled, threads, arena, ranks), parts.pairs);
  const most = particles.most ?? particles.capacity;
  const sums = chooseSums({
    scenario,
    spec,
    compiled,
    direct,
    onKernelMesh: kernelMesh(scenario, spec, arena, threads, most, ranks),
    particles: { count: options.standsFor ?? most, capacity: most },
    arena,
    threads,
    ranks,
    watch: parts.watch,
  });
  const collisions = createGalerkin(
    { ...parts, spec, passes, modes, pairs: sums.collisions, beforeStep: (iteration) => sums.beforeStep(iteration) },
    choice,
  );
  return {
    collisions,
    sums,
    computation: {
      backend: options.backend === 'native' ? 'native' : block.code ? 'simd' : 'loops',
      mode: block.fused ? 'fused' : 'reproducible',
      kernels: `pairs: ${made?.computation.kernels ?? 'none'}; functions: ${block.why}`,
    },
  };
}
