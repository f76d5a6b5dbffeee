import type { Tally } from './crew.ts';

/**
 * A and b of the collision operator div_v(A grad_v f - f b), strength left out:
 * A(x, v) = int int kappa N f*, b = div_v A, in the order 11, 12, (13,) 22, (23, 33) for A.
 */
export interface SlabFields {
  readonly diffusion: readonly Float64Array[];
  readonly drift: readonly Float64Array[];
}

export interface CollisionFields {
  /** Independent parts of `update`: more threads than that have nothing to do. */
  readonly parts: number;
  /** Recomputes from a density; every member of the crew calls it. */
  update(f: Float64Array): void;
  /** Fields on the velocity slab at position index m. The arrays may be overwritten by the next call. */
  slab(m: number): SlabFields;
}

/** Index pairs of the upper triangle, row by row. */
export function trianglePairs(dimensions: number): (readonly [number, number])[] {
  const axes = Array.from({ length: dimensions }, (_, i) => i);
  return axes.flatMap((i) => axes.filter((j) => j >= i).map((j) => [i, j] as const));
}

export interface StiffnessBounds {
  /** Largest absolute row sum of A over the mesh: bounds its eigenvalues. */
  readonly diffusion: number;
  /** Largest |b|^2 over the diffusion along b: the rate at which drift outruns diffusion. */
  readonly drift: number;
}

/**
 * Bounds over the mesh that set the stages and steps of the time scheme. The spectral radius of div_v(A grad_v .) in
 * Fourier derivatives with largest wave number K_i on axis i is at most `diffusion` sum K_i^2, because its quadratic form
 * is at most the largest eigenvalue of A times |grad f|^2 <= sum K_i^2 |f|^2. `slabs` has one part per position.
 */
export function stiffnessBounds(fields: CollisionFields, slabs: Tally, dimensions: number): StiffnessBounds {
  const pairs = trianglePairs(dimensions);
  const rows = Array.from({ length: dimensions }, (_, i) => pairs.flatMap((pair, p) => (pair.includes(i) ? [p] : [])));
  const rates: number[] = [];
  const diffusion = slabs.largest((m) => {
    let largest = 0;
    let fastest = 0;
    const { diffusion, drift } = fields.slab(m);
    for (let q = 0; q < diffusion[0].length; q++) {
      let here = 0;
      for (const row of rows) {
        let sum = 0;
        for (const p of row) sum += Math.abs(diffusion[p][q]);
        if (sum > here) here = sum;
      }
      if (here > largest) largest = here;
      let speed = 0;
      let along = 0;
      for (let i = 0; i < dimensions; i++) speed += drift[i][q] * drift[i][q];
      for (let p = 0; p < pairs.length; p++) {
        const [i, j] = pairs[p];
        along += (i === j ? 1 : 2) * diffusion[p][q] * drift[i][q] * drift[j][q];
      }
      // Where rounding has eaten the diffusion along b, a thousandth of the largest stands in for it.
      const rate = speed > 0 ? (speed * speed) / Math.max(along, 1e-3 * here * speed) : 0;
      if (rate > fastest) fastest = rate;
    }
    rates[m] = fastest;
    return largest;
  });
  return { diffusion, drift: slabs.largest((m) => rates[m]) };
}
