import { axesOf, cellVolume, coordinate, derivative, stridesOf, type DensityMesh } from './density-mesh.ts';

/**
 * A density with its gradients at the points of a quadrature: integral of G dx dv = sum of weight G. Gradients are those
 * in (x, v), at fixed v and fixed x.
 */
export interface DensityNodes {
  readonly size: number;
  readonly weight: Float64Array;
  readonly position: readonly Float64Array[];
  readonly velocity: readonly Float64Array[];
  readonly density: Float64Array;
  readonly gradientX: readonly Float64Array[];
  readonly gradientV: readonly Float64Array[];
}

/**
 * The trapezoidal rule on a mesh, spectrally accurate where the mesh resolves the density; derivatives by Fourier
 * matrices. On label axes, grad_v at fixed x is grad_v at fixed label minus labelTime times grad_xi. Positions are given
 * as labels there, up to whole boxes: x = xi + labelTime v.
 */
export function meshNodes(mesh: DensityMesh): DensityNodes {
  const axes = axesOf(mesh);
  const dx = mesh.position.length;
  const { density, labelTime } = mesh;
  const gradientX = mesh.position.map((_, d) => derivative(density, axes, d));
  const velocity = mesh.velocity.map((_, d) => coordinate(axes, dx + d));
  const gradientV = mesh.velocity.map((_, d) => unsheared(derivative(density, axes, dx + d), d < dx ? gradientX[d] : undefined, labelTime));
  const position = mesh.position.map((_, d) => {
    const label = coordinate(axes, d);
    return labelTime === 0 ? label : label.map((xi, p) => xi + labelTime * velocity[d][p]);
  });
  const weight = new Float64Array(density.length).fill(cellVolume(axes));
  return { size: density.length, weight, position, velocity, density, gradientX, gradientV };
}

/** Derivative of a field along velocity axis d at fixed x. */
export function velocityDerivative(field: Float64Array, mesh: DensityMesh, d: number): Float64Array {
  const axes = axesOf(mesh);
  const dx = mesh.position.length;
  const along = mesh.labelTime !== 0 && d < dx ? derivative(field, axes, d) : undefined;
  return unsheared(derivative(field, axes, dx + d), along, mesh.labelTime);
}

function unsheared(alongV: Float64Array, alongX: Float64Array | undefined, labelTime: number): Float64Array {
  if (alongX && labelTime !== 0) for (let p = 0; p < alongV.length; p++) alongV[p] -= labelTime * alongX[p];
  return alongV;
}

/**
 * Weights of the rule on every second point of every axis, zero at the others: what it gives apart from the full rule
 * says how well the mesh resolves the integrand.
 */
export function coarseWeights(mesh: DensityMesh): Float64Array {
  const axes = axesOf(mesh);
  const strides = stridesOf(axes);
  const weight = cellVolume(axes) * 2 ** axes.length;
  return Float64Array.from(mesh.density, (_, p) =>
    axes.every((axis, d) => (Math.floor(p / strides[d]) % axis.length) % 2 === 0) ? weight : 0);
}
