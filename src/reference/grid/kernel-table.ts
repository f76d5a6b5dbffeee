import { trianglePairs } from './fields.ts';
import { kernelTransform } from './kernel-transform.ts';

/** Convolution weights at the displacements 0 ... n-1 cells along every axis (last axis fastest). */
export interface KernelTable {
  readonly diffusion: readonly Float64Array[];
  readonly drift: readonly Float64Array[];
}

/**
 * Weights W with (N * f)(v_i) = sum_j W(i - j) f_j, exact for densities that are band-limited on the mesh and vanish
 * outside the box, for any radial law with gamma > -4 (also unsoftened): the kernel cut off beyond the largest
 * displacement has a smooth transform, which is sampled on a lattice fine enough that its periodic images do not touch
 * and summed back over |k_i| <= pi/h (Vico, Greengard & Ferrando 2016). The sums separate by axis and by parity:
 * N_ij is odd in axes i and j when i != j, and even otherwise; b_i is odd in axis i.
 */
export function kernelTable(dimensions: number, count: number, spacing: number, law: (r: number) => number, graded: boolean): KernelTable {
  const d = dimensions;
  const radius = Math.sqrt(d) * count * spacing;
  // Lattice of wave numbers m dk, |m| <= half, with half dk = pi / h and period 2 pi / dk >= radius + n h.
  const half = Math.ceil(((Math.sqrt(d) + 1) * count) / 2);
  const dk = Math.PI / spacing / half;
  const transform = kernelTransform(d, law, radius, Math.sqrt(d) * half * dk, graded);
  const known = new Map<number, ReturnType<typeof transform>>();
  const at = (square: number): ReturnType<typeof transform> => {
    let value = known.get(square);
    if (!value) known.set(square, (value = transform(Math.sqrt(square) * dk)));
    return value;
  };

  const size = half + 1;
  const fill = (entry: (m: readonly number[], square: number) => number): Float64Array => {
    const out = new Float64Array(size ** d);
    const m = Array.from({ length: d }, () => 0);
    for (let p = 0; p < out.length; p++) {
      let rest = p;
      for (let axis = d - 1; axis >= 0; axis--) {
        m[axis] = rest % size;
        rest = Math.floor(rest / size);
      }
      out[p] = entry(m, m.reduce((sum, value) => sum + value * value, 0));
    }
    return out;
  };
  const even = lineTransform(count, half, Math.cos);
  const odd = lineTransform(count, half, Math.sin);
  /** Sum over the lattice; every pair of odd axes brings a factor i^2, and the i of b^ makes its own. */
  const back = (values: Float64Array, isOdd: (axis: number) => boolean): Float64Array => {
    let current = values;
    let negative = false;
    for (let axis = 0; axis < d; axis++) {
      current = separate(current, isOdd(axis) ? odd : even, count);
      if (isOdd(axis)) negative = true;
    }
    const norm = (negative ? -1 : 1) * ((spacing * dk) / (2 * Math.PI)) ** d;
    return current.map((value) => value * norm);
  };

  return {
    diffusion: trianglePairs(d).map(([i, j]) =>
      back(
        fill((m, square) => {
          const { across, along } = at(square);
          return (i === j ? across : 0) + (square > 0 ? (along * m[i] * m[j]) / square : 0);
        }),
        (axis) => i !== j && (axis === i || axis === j),
      ),
    ),
    drift: Array.from({ length: d }, (_, i) => back(fill((m, square) => m[i] * dk * at(square).longitudinal), (axis) => axis === i)),
  };
}

/** Rows j of weight_m trig(pi m j / half): both signs of m in one, the border |m| = half counted half. */
function lineTransform(count: number, half: number, trig: (angle: number) => number): Float64Array[] {
  return Array.from({ length: count }, (_, j) =>
    Float64Array.from({ length: half + 1 }, (__, m) => (m === 0 || m === half ? 1 : 2) * trig((Math.PI * ((m * j) % (2 * half))) / half)),
  );
}

/** Applies `rows` to the first axis and moves the result to the last place. */
function separate(values: Float64Array, rows: readonly Float64Array[], count: number): Float64Array {
  const size = rows[0].length;
  const rest = values.length / size;
  const out = new Float64Array(rest * count);
  for (let j = 0; j < count; j++) {
    const row = rows[j];
    for (let m = 0; m < size; m++) {
      const factor = row[m];
      if (factor !== 0) for (let r = 0; r < rest; r++) out[r * count + j] += factor * values[m * rest + r];
    }
  }
  return out;
}
