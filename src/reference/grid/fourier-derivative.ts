import { foldedProduct, type FoldedProduct } from './folded-product.ts';

/** Entries D_j of the circulant Fourier differentiation matrix D[i][i - j] on `count` (even) points of a period. */
function differentiationRow(count: number, spacing: number): Float64Array {
  const row = new Float64Array(count);
  for (let j = 1; j < count; j++) {
    row[j] = ((j % 2 === 0 ? 1 : -1) * Math.PI) / (count * spacing) / Math.tan((Math.PI * j) / count);
  }
  return row;
}

/**
 * The Fourier (spectral) derivative along one axis of a tensor array, exact for band-limited data; the sum of the
 * result along the axis is zero to rounding, so a divergence conserves mass. Applied as a matrix folded on the mirror
 * symmetry of the axis (even data have an odd derivative), count^2 / 2 products per line, four lines at once in SIMD:
 * faster than an FFT up to ~100 points, for any count that is a multiple of 4. Trefethen, Spectral Methods in MATLAB, (3.10).
 */
export class FourierDerivative {
  private readonly count: number;
  private readonly folded: FoldedProduct;

  constructor(count: number, spacing: number) {
    if (count % 4 !== 0) throw new RangeError(`the Fourier derivative wants a multiple of 4 points, not ${count}`);
    this.count = count;
    const half = count / 2;
    const row = differentiationRow(count, spacing);
    const at = (i: number, j: number): number => row[(i - j + count) % count];
    this.folded = foldedProduct(half);
    for (let i = 0; i < half; i++) {
      for (let j = 0; j < half; j++) {
        this.folded.fromEven[i * half + j] = (at(i, j) + at(i, count - 1 - j)) / 2;
        this.folded.fromOdd[i * half + j] = (at(i, j) - at(i, count - 1 - j)) / 2;
      }
    }
  }

  /**
   * output (+)= d input / d axis, both arrays of shape [outer, count, stride]. The number of lines, size / count, must be
   * a multiple of 4, and so must a stride above 1.
   */
  apply(input: Float64Array, output: Float64Array, stride: number, add: boolean): void {
    const size = input.length;
    const lane = stride === 1 ? this.count : 1;
    const block = stride === 1 ? 4 * this.count : this.count * stride;
    for (let outer = 0; outer < size; outer += block) {
      for (let inner = 0; inner < stride; inner += 4) {
        this.gather(input, outer + inner, stride, lane);
        this.folded.run();
        const { low, high } = this.folded;
        this.scatter(low, output, outer + inner, stride, lane, add);
        this.scatter(high, output, outer + inner + (this.count - 1) * stride, -stride, lane, add);
      }
    }
  }

  /** even and odd parts of four lines about their middle. */
  private gather(input: Float64Array, from: number, stride: number, lane: number): void {
    const { even, odd } = this.folded;
    let high = from + (this.count - 1) * stride;
    for (let low = from, k = 0; k < even.length; k += 4, low += stride, high -= stride) {
      const a0 = input[low], a1 = input[low + lane], a2 = input[low + 2 * lane], a3 = input[low + 3 * lane];
      const b0 = input[high], b1 = input[high + lane], b2 = input[high + 2 * lane], b3 = input[high + 3 * lane];
      even[k] = a0 + b0;
      even[k + 1] = a1 + b1;
      even[k + 2] = a2 + b2;
      even[k + 3] = a3 + b3;
      odd[k] = a0 - b0;
      odd[k + 1] = a1 - b1;
      odd[k + 2] = a2 - b2;
      odd[k + 3] = a3 - b3;
    }
  }

  private scatter(values: Float64Array, output: Float64Array, to: number, stride: number, lane: number, add: boolean): void {
    if (add) {
      for (let k = 0, p = to; k < values.length; k += 4, p += stride) {
        output[p] += values[k];
        output[p + lane] += values[k + 1];
        output[p + 2 * lane] += values[k + 2];
        output[p + 3 * lane] += values[k + 3];
      }
    } else {
      for (let k = 0, p = to; k < values.length; k += 4, p += stride) {
        output[p] = values[k];
        output[p + lane] = values[k + 1];
        output[p + 2 * lane] = values[k + 2];
        output[p + 3 * lane] = values[k + 3];
      }
    }
  }
}
