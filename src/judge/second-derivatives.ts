import { axesOf, derivative, type DensityMesh } from './density-mesh.ts';
import { velocityDerivative, type DensityNodes } from './density-nodes.ts';
import type { LogDensityFit } from './log-density-fit.ts';

/** int <v>^2 |D^2 f|^2 over all second derivatives in (x, v), mixed ones counted twice, on a mesh. */
export function secondSquare(mesh: DensityMesh, { gradientX, gradientV, velocity, weight, size }: DensityNodes): number {
  const dx = gradientX.length;
  const fields = [...gradientX, ...gradientV];
  let sum = 0;
  fields.forEach((field, a) => {
    for (let b = a; b < fields.length; b++) {
      const second = b < dx ? derivative(field, axesOf(mesh), b) : velocityDerivative(field, mesh, b - dx);
      const times = a === b ? 1 : 2;
      for (let p = 0; p < size; p++) {
        let bracket = 1;
        for (const v of velocity) bracket += v[p] * v[p];
        sum += times * weight[p] * bracket * second[p] * second[p];
      }
    }
  });
  return sum;
}

/** The same at particles that carry f: sum w f <v>^2 |D^2 psi + D psi (x) D psi|^2, psi the fit of log f, as D^2 f = f (...). */
export function secondSquareAtParticles({ gradient, second, velocity, weight, density }: LogDensityFit): number {
  let sum = 0;
  for (let a = 0; a < gradient.length; a++) {
    for (let b = a; b < gradient.length; b++) {
      const times = a === b ? 1 : 2;
      for (let i = 0; i < weight.length; i++) {
        let bracket = 1;
        for (const v of velocity) bracket += v[i] * v[i];
        sum += times * weight[i] * density[i] * bracket * (second[a][b][i] + gradient[a][i] * gradient[b][i]) ** 2;
      }
    }
  }
  return sum;
}
