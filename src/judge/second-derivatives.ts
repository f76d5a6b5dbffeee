import { axesOf, derivative, type DensityMesh } from './density-mesh.ts';
import { velocityDerivative, type DensityNodes } from './density-nodes.ts';

/** int <v>^2 |D^2 f|^2 over all second derivatives in (x, v), mixed ones counted twice. */
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
