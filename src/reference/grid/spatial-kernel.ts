import type { GridMesh } from './mesh.ts';

/**
 * kappa at the minimum-image displacements of the mesh times the cell width: entry j multiplies data j cells away.
 * Without x: kappa(0). Throws a RangeError when a value is negative or not finite.
 */
export function spatialKernel(mesh: GridMesh, kappa: (r: number) => number): Float64Array {
  const { positions, spacingX, dx } = mesh;
  return Float64Array.from({ length: positions }, (_, j) => {
    const r = dx === 0 ? 0 : Math.min(j, positions - j) * spacingX;
    const value = kappa(r);
    if (!(value >= 0) || !Number.isFinite(value)) throw new RangeError(`kappa(${r}) = ${value}: a finite non-negative number wanted`);
    return value * spacingX;
  });
}
