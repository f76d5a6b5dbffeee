import type { ParticleSnapshot } from './stored-run.ts';

/** Relative errors of a density f against g on a mesh: max|f-g|/max|g|, sum|f-g|/sum|g|, sqrt(sum (f-g)^2 / sum g^2). */
export interface DensityError {
  readonly linf: number;
  readonly l1: number;
  readonly l2: number;
}

export function densityError(f: Float64Array, g: Float64Array): DensityError {
  const sums = { gap: 0, most: 0, gaps: 0, total: 0, squares: 0, square: 0 };
  for (let p = 0; p < f.length; p++) {
    const gap = Math.abs(f[p] - g[p]);
    const value = Math.abs(g[p]);
    sums.gap = Math.max(sums.gap, gap);
    sums.most = Math.max(sums.most, value);
    sums.gaps += gap;
    sums.total += value;
    sums.squares += gap * gap;
    sums.square += value * value;
  }
  return { linf: sums.gap / sums.most, l1: sums.gaps / sums.total, l2: Math.sqrt(sums.squares / sums.square) };
}

/** f that particles carry against g at the same points: max|f-g|/max|g| and sqrt(sum w (f-g)^2 / sum w g^2). */
export interface CarriedError {
  readonly linf: number;
  readonly l2: number;
  /** How many particles were looked at: all of them, or evenly chosen ones where g takes long. */
  readonly particles: number;
}

/** Undefined where the snapshot does not hold log f. `most`: how many points g may be asked for. */
export function carriedError(
  { position, velocity, weight, logDensity }: ParticleSnapshot, g: (x: Float64Array, v: Float64Array) => number, most: number,
): CarriedError | undefined {
  if (!logDensity) return undefined;
  const stride = Math.max(1, Math.ceil(weight.length / most));
  const [x, v] = [new Float64Array(position.length), new Float64Array(velocity.length)];
  const sums = { gap: 0, most: 0, squares: 0, square: 0 };
  let particles = 0;
  for (let i = 0; i < weight.length; i += stride, particles++) {
    position.forEach((column, d) => (x[d] = column[i]));
    velocity.forEach((column, d) => (v[d] = column[i]));
    const value = g(x, v);
    const gap = Math.abs(Math.exp(logDensity[i]) - value);
    sums.gap = Math.max(sums.gap, gap);
    sums.most = Math.max(sums.most, Math.abs(value));
    sums.squares += weight[i] * gap * gap;
    sums.square += weight[i] * value * value;
  }
  return { linf: sums.gap / sums.most, l2: Math.sqrt(sums.squares / sums.square), particles };
}
