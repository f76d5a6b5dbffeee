import type { Particles } from '../contracts.ts';
import type { EngineParts } from './engine-parts.ts';
import { blobWhereOneIs } from './measured-blob.ts';

/**
 * log f0 and its gradient in v at particles that came without, as their blob has them: the density that they carry on from there.
 * Undefined where they brought their own, where f0 is a formula, where nothing carries a density, and where there is no blob.
 */
export async function firstDensity(parts: EngineParts): Promise<Particles['initial']> {
  const { scenario, particles } = parts;
  if (scenario.initial.kind !== 'arrow' || particles.initial || scenario.equation.regularisation) return undefined;
  const blob = await blobWhereOneIs(parts);
  if (!blob) return undefined;
  const { density, score } = await blob.collisions.observe();
  return { logDensity: density.map(Math.log), score };
}
