import { trianglePairs } from './fields.ts';
import { kernelTransform } from './kernel-transform.ts';

/** Convolution weights at the displacements 0 ... n_i - 1 cells along axis i (last axis fastest). */
export interface KernelTable {
  readonly diffusion: readonly Float64Array[];
  readonly drift: readonly Float64Array[];
}

/**
 * Weights W with (N * f)(v_i) = sum_j W(i - j) f_j, exact for densities that are band-limited on the mesh and vanish
 * outside the box, for any radial law with gamma > -4 (also unsoftened): the kernel cut off beyond the largest
 * displacement has a smooth transform, which is sampled on a lattice fine enough that its periodic images do not touch
 * and summed back over |k_i| <= pi/h_i (Vico, Greengard & Ferrando 2016). The sums separate by axis and by parity:
 * N_ij is odd in axes i and j when i != j, and even otherwise; b_i is odd in axis i.
 */
export function kernelTable(
  counts: readonly number[], spacings: readonly number[], law: (r: number) => number, graded: boolean,
): KernelTable {
  const d = counts.length;
  const radius = Math.hypot(...counts.map((count, axis) => count * spacings[axis]));
  // Lattice of wave numbers m dk, |m| <= half, on each axis, with half dk = pi / h and period 2 pi / dk >= radius + n h.
  const halves = counts.map((count, axis) => Math.ceil((radius / spacings[axis] + count) / 2 - 1e-9));
  const steps = halves.map((half, axis) => Math.PI / spacings[axis] / half);
  const transform = kernelTransform(d, law, radius, Math.hypot(...spacings.map((spacing) => Math.PI / spacing)), graded);
  // |k|^2 over that of the first axis' step: whole numbers where all axes are alike, which then share their transforms.
  const ratios = steps.map((step) => (step / steps[0]) ** 2);
  const known = new Map<number, ReturnType<typeof transform>>();
  const at = (square: number): ReturnType<typeof transform> => {
    let value = known.get(square);
    if (!value) known.set(square, (value = transform(Math.sqrt(square) * steps[0])));
    return value;
  };

  const fill = (entry: (k: readonly number[], square: number) => number): Float64Array => {
    const out = new Float64Array(halves.reduce((product, half) => product * (half + 1), 1));
    const k = Array.from({ length: d }, () => 0);
    for (let p = 0; p < out.length; p++) {
      let [rest, square] = [p, 0];
      for (let axis = d - 1; axis >= 0; axis--) {
        const m = rest % (halves[axis] + 1);
        rest = Math.floor(rest / (halves[axis] + 1));
        square += m * m * ratios[axis];
        k[axis] = m * steps[axis];
      }
      out[p] = entry(k, square);
    }
    return out;
  };
  const even = counts.map((count, axis) => lineTransform(count, halves[axis], Math.cos));
  const odd = counts.map((count, axis) => lineTransform(count, halves[axis], Math.sin));
  /** Sum over the lattice; every pair of odd axes brings a factor i^2, and the i of b^ makes its own. */
  const back = (values: Float64Array, isOdd: (axis: number) => boolean): Float64Array => {
    let current = values;
    let negative = false;
    for (let axis = 0; axis < d; axis++) {
      current = separate(current, (isOdd(axis) ? odd : even)[axis], counts[axis]);
      if (isOdd(axis)) negative = true;
    }
    const norm = steps.reduce((product, step, axis) => (product * spacings[axis] * step) / (2 * Math.PI), negative ? -1 : 1);
    return current.map((value) => value * norm);
  };

  return {
    diffusion: trianglePairs(d).map(([i, j]) =>
      back(
        fill((k, square) => {
          const { across, along } = at(square);
          return (i === j ? across : 0) + (square > 0 ? (along * k[i] * k[j]) / (square * steps[0] ** 2) : 0);
        }),
        (axis) => i !== j && (axis === i || axis === j),
      ),
    ),
    drift: counts.map((_, i) => back(fill((k, square) => k[i] * at(square).longitudinal), (axis) => axis === i)),
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
