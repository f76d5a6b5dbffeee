import { panels } from '../quadrature.ts';
import { Refusal } from '../../refusal.ts';
import type { GridMesh } from './mesh.ts';

/**
 * Weights along x for (kappa * g)(x_m) = sum_j weight_{m-j} g(x_j), kappa at the minimum-image displacement. They are
 * made from the exact Fourier coefficients integral of kappa(|x|) cos(k x) over |x| <= L/2, so the convolution is exact
 * for band-limited g; sampling kappa instead would feel its kink at half the box. Without x: kappa(0).
 * Throws a Refusal when kappa is negative or not finite somewhere it is looked at.
 */
export function spatialKernel(mesh: GridMesh, kappa: (r: number) => number): Float64Array {
  const { positions, length, dx } = mesh;
  const checked = (r: number): number => {
    const value = kappa(r);
    if (!(value >= 0) || !Number.isFinite(value)) throw new Refusal('input', `kappa(${r}) = ${value}: a finite non-negative number wanted`);
    return value;
  };
  if (dx === 0) return Float64Array.of(checked(0));
  const count = 128;
  const rule = panels(Array.from({ length: count + 1 }, (_, p) => (length * p) / 2 / count), 12);
  const values = rule.nodes.map((r, i) => 2 * rule.weights[i] * checked(r));
  if (values.every((value, i) => Math.abs(value - 2 * rule.weights[i] * kappa(0)) < 1e-15 * value)) {
    return new Float64Array(positions).fill(kappa(0) * mesh.spacingX);
  }
  const coefficients = Array.from({ length: positions / 2 + 1 }, (_, k) =>
    values.reduce((sum, value, i) => sum + value * Math.cos((2 * Math.PI * k * rule.nodes[i]) / length), 0),
  );
  return Float64Array.from({ length: positions }, (_, j) =>
    coefficients.reduce((sum, c, k) => {
      const twice = k === 0 || 2 * k === positions ? 1 : 2;
      return sum + (twice * c * Math.cos((2 * Math.PI * ((k * j) % positions)) / positions)) / positions;
    }, 0),
  );
}
