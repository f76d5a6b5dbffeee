import type { Column } from '../contracts.ts';
import { blockLength, type Points } from './points.ts';
import { hermiteProduct, type Term } from './hermite.ts';
import type { TableKernels } from './table-kernels.ts';

/** The functions of one space axis, orthonormal under the axis' own law (uniform on the box, or a normal law). Plain data. */
export type AxisFunctions =
  /** 1, sqrt2 cos(k x), sqrt2 sin(k x), sqrt2 cos(2 k x), ... with k = 2 pi / length: number n has wave number ceil(n/2). */
  | { readonly kind: 'fourier'; readonly length: number }
  /** he_n((x - centre) / scale). */
  | { readonly kind: 'hermite'; readonly centre: number; readonly scale: number };

/** Where the functions of an axis go, and what makes them. */
export interface AxisRows {
  /** One row of blockLength entries a function. */
  readonly into: Float64Array;
  /** Work space. */
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
  /** sqrt(n), 1/sqrt(n+1) for n = 1, 2, ... up to the last row. */
  readonly roots: Float64Array;
  readonly kernels: TableKernels;
}

/** What a family of axis functions can do; the formulas of each family stand together. */
interface Family<A extends AxisFunctions> {
  /** Order of function n: wave number or degree. */
  order(n: number): number;
  /** The numbers of all functions up to `order`. */
  upTo(order: number): number[];
  /** f_a f_b as a sum of functions of the same axis. */
  product(a: number, b: number): Term[];
  /** f_n' as a sum of functions of the same axis. */
  derivative(axis: A, n: number): Term[];
  /** Writes the functions of axis d that `rows` has room for, at points [start, start + count). */
  table(axis: A, points: Points, d: number, start: number, count: number, rows: AxisRows): void;
}

const fourier: Family<Extract<AxisFunctions, { kind: 'fourier' }>> = {
  order: (n) => Math.ceil(n / 2),
  upTo: (order) => Array.from({ length: 2 * order + 1 }, (_, n) => n),
  product(a, b) {
    if (a === 0 || b === 0) return [{ index: a + b, factor: 1 }];
    const m = Math.ceil(a / 2), n = Math.ceil(b / 2);
    const sineA = a % 2 === 0, sineB = b % 2 === 0;
    if (sineA !== sineB) {
      // sin m cos n = (sin(m+n) + sin(m-n)) / 2, with the normalisation sqrt2 of each.
      const difference = sineA ? m - n : n - m;
      const sum: Term = { index: 2 * (m + n), factor: Math.SQRT1_2 };
      return difference === 0 ? [sum] : [sum, { index: 2 * Math.abs(difference), factor: Math.sign(difference) * Math.SQRT1_2 }];
    }
    const low: Term = m === n ? { index: 0, factor: 1 } : { index: 2 * Math.abs(m - n) - 1, factor: Math.SQRT1_2 };
    return [low, { index: 2 * (m + n) - 1, factor: sineA ? -Math.SQRT1_2 : Math.SQRT1_2 }];
  },
  derivative({ length }, n) {
    if (n === 0) return [];
    const k = (2 * Math.PI * Math.ceil(n / 2)) / length;
    return n % 2 === 1 ? [{ index: n + 1, factor: -k }] : [{ index: n - 1, factor: k }];
  },
  table({ length }, { position, phase }, d, start, count, { into, cosine, sine, kernels }) {
    const k = (2 * Math.PI) / length;
    const known = phase?.[d];
    if (known) {
      copyRow(known.cosine, start, count, cosine);
      copyRow(known.sine, start, count, sine);
    } else {
      const x = position[d];
      for (let i = 0; i < count; i++) {
        cosine[i] = Math.cos(k * x[start + i]);
        sine[i] = Math.sin(k * x[start + i]);
      }
    }
    kernels.fourier(cosine, sine, into);
  },
};

const hermite: Family<Extract<AxisFunctions, { kind: 'hermite' }>> = {
  order: (n) => n,
  upTo: (order) => Array.from({ length: order + 1 }, (_, n) => n),
  product: hermiteProduct,
  derivative: ({ scale }, n) => (n === 0 ? [] : [{ index: n - 1, factor: Math.sqrt(n) / scale }]),
  table({ centre, scale }, { position }, d, start, count, { into, cosine: c, roots, kernels }) {
    for (let i = 0; i < count; i++) c[i] = (position[d][start + i] - centre) / scale;
    kernels.hermite(c, into.length / blockLength - 1, roots, into);
  },
};

function copyRow(from: Column, start: number, count: number, to: Float64Array): void {
  for (let i = 0; i < count; i++) to[i] = from[start + i];
}

/** The family of an axis. */
export const familyOf = (axis: AxisFunctions): Family<AxisFunctions> =>
  (axis.kind === 'fourier' ? fourier : hermite) as unknown as Family<AxisFunctions>;
