import type { MeshAxis, SplineOrder } from './grid.ts';
import { waveNumber } from './multiply.ts';
import { splineTransform } from './spline.ts';

const aliases = 8;
const square = (value: number): number => value * value;

/**
 * Spline correction of one axis, W^2 / (sum over aliases of W^2)^2: the influence function of Hockney and Eastwood
 * (1988, (8-22)) for equal splines in spread and gather; 0 at the Nyquist mode, whose sign is lost on the mesh and
 * which would break the symmetry of the cross terms. `entries` is count, or count / 2 + 1 for axis 3.
 */
export function splineCorrection(order: SplineOrder, count: number, entries: number): Float64Array {
  return Float64Array.from({ length: entries }, (_, k) => {
    if (count === 1) return 1;
    const m = waveNumber(k, count);
    if (2 * Math.abs(m) === count) return 0;
    let total = 0;
    for (let alias = -aliases; alias <= aliases; alias++) total += square(splineTransform(order, m + alias * count, count));
    return square(splineTransform(order, m, count)) / (total * total);
  });
}

/** Standard deviation of the mollifier G(z) = 2^(-z^2) along each scaled axis. */
export const gaussianDeviation = Math.sqrt(0.5 * Math.LOG2E);

/** Fourier coefficients of 2^(-z^2) on one axis of the mesh, spline correction included. */
export function gaussianTable(order: SplineOrder, axis: MeshAxis, entries: number): Float64Array {
  const table = splineCorrection(order, axis.count, entries);
  if (axis.count === 1) return table;
  const length = axis.count * axis.spacing;
  const sigma = gaussianDeviation;
  return table.map((correction, k) => {
    const wave = (2 * Math.PI * waveNumber(k, axis.count)) / length;
    return (correction * Math.sqrt(2 * Math.PI) * sigma * Math.exp(-0.5 * square(sigma * wave))) / length;
  });
}
