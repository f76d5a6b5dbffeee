import type { KernelSpec, PairAlgebra } from '../contracts.ts';
import { feelsImages, withImages } from './images.ts';
import { gaussianMollifier } from './mollifier.ts';
import { difference, dot, numbered, samplesOf, type Entries, type Samples } from './pair-form.ts';

/** Names of the scaled coordinates. */
export const labels = ({ dimensions: { x, v } }: KernelSpec): string[] => numbered('z', x + v);

/** Somewhere in the box, or within some widths of the mollifier. */
export const labelSamples = (spec: KernelSpec): Samples =>
  samplesOf(labels(spec), (u, axis) => (spec.blobPeriod[axis] ? spec.blobPeriod[axis] * u : 3 * u - 1.5));

/** G(z_i - z_j), periodic labels by their nearest images, and the vector that G times is the distance-weighted sum. */
export function blobPair<E>(algebra: PairAlgebra<E>, spec: KernelSpec, i: Entries<E>, j: Entries<E>): { delta: E[]; g: E } {
  const nearest = labels(spec).map((name, axis) => difference(algebra, i[name], j[name], spec.blobPeriod[axis] ?? 0));
  let g = gaussianMollifier.formula(algebra, dot(algebra, nearest, nearest));
  const delta = nearest.map((entry, axis) => {
    const period = spec.blobPeriod[axis] ?? 0;
    if (!feelsImages(period)) return entry;
    const images = withImages(algebra, entry, period);
    g = algebra.mul(g, images.factor);
    return images.delta;
  });
  return { delta, g };
}
