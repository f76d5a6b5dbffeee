/**
 * A and b of the collision operator div_v(A grad_v f - f b), strength left out:
 * A(x, v) = int int kappa N f*, b = div_v A, in the order 11, 12, (13,) 22, (23, 33) for A.
 */
export interface SlabFields {
  readonly diffusion: readonly Float64Array[];
  readonly drift: readonly Float64Array[];
}

export interface CollisionFields {
  /** Recomputes from a density. */
  update(f: Float64Array): void;
  /** Fields on the velocity slab at position index m. The arrays may be overwritten by the next call. */
  slab(m: number): SlabFields;
}

/** Index pairs of the upper triangle, row by row. */
export function trianglePairs(dimensions: number): (readonly [number, number])[] {
  const axes = Array.from({ length: dimensions }, (_, i) => i);
  return axes.flatMap((i) => axes.filter((j) => j >= i).map((j) => [i, j] as const));
}

/**
 * Upper bound of the spectral radius of div_v(A grad_v .) in Fourier derivatives with largest wave number `highest` per
 * axis: the quadratic form is at most max eigenvalue of A times |grad f|^2 <= dv highest^2 |f|^2. The largest absolute
 * row sum bounds the eigenvalue.
 */
export function diffusionBound(fields: CollisionFields, positions: number, dimensions: number, highest: number): number {
  const pairs = trianglePairs(dimensions);
  const rows = Array.from({ length: dimensions }, (_, i) => pairs.flatMap((pair, p) => (pair.includes(i) ? [p] : [])));
  let largest = 0;
  for (let m = 0; m < positions; m++) {
    const { diffusion } = fields.slab(m);
    for (let q = 0; q < diffusion[0].length; q++) {
      for (const row of rows) {
        let sum = 0;
        for (const p of row) sum += Math.abs(diffusion[p][q]);
        if (sum > largest) largest = sum;
      }
    }
  }
  return largest * dimensions * highest * highest;
}
