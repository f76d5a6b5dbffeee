import FFT from 'fft.js';

/**
 * Discrete Fourier transforms of velocity slabs of n^d points in a cube of P^d >= (2n-1)^d points filled with zeros, so
 * that circular convolutions are linear ones. Lines that are all zero, or not wanted, are left out.
 */
export class PaddedTransform {
  readonly count: number;
  readonly padded: number;
  readonly dimensions: number;
  /** Interleaved complex work array of P^d entries: the spectrum after `forward`, the input of `inverse`. */
  readonly spectrum: Float64Array;
  private readonly fft: FFT;
  private readonly line: Float64Array;
  private readonly result: Float64Array;

  /** `padded`: a power of two; by default the smallest that holds all displacements. */
  constructor(count: number, dimensions: number, padded = 2 ** Math.ceil(Math.log2(2 * count - 1))) {
    this.count = count;
    this.dimensions = dimensions;
    this.padded = padded;
    this.fft = new FFT(this.padded);
    this.spectrum = new Float64Array(2 * this.padded ** dimensions);
    this.line = new Float64Array(2 * this.padded);
    this.result = new Float64Array(2 * this.padded);
  }

  /** spectrum <- transform of re + i im (im may be absent). */
  forward(re: Float64Array, im: Float64Array | undefined): void {
    const { count: n, padded: p, dimensions: d, spectrum } = this;
    spectrum.fill(0);
    for (let q = 0; q < re.length; q += n) {
      let place = 0;
      for (let axis = 0, rest = q, stride = n ** (d - 1); axis < d; axis++, stride /= n) {
        place = place * p + Math.floor(rest / stride);
        rest %= stride;
      }
      for (let j = 0; j < n; j++) {
        spectrum[2 * (place + j)] = re[q + j];
        if (im) spectrum[2 * (place + j) + 1] = im[q + j];
      }
    }
    for (let axis = d - 1; axis >= 0; axis--) this.lines(axis, false);
  }

  /** re + i im <- inverse transform of `spectrum` (overwritten) on the n^d points. */
  inverse(re: Float64Array, im: Float64Array): void {
    const { count: n, padded: p, dimensions: d, spectrum } = this;
    for (let axis = 0; axis < d; axis++) this.lines(axis, true);
    for (let q = 0; q < re.length; q += n) {
      let place = 0;
      for (let axis = 0, rest = q, stride = n ** (d - 1); axis < d; axis++, stride /= n) {
        place = place * p + Math.floor(rest / stride);
        rest %= stride;
      }
      for (let j = 0; j < n; j++) {
        re[q + j] = spectrum[2 * (place + j)];
        im[q + j] = spectrum[2 * (place + j) + 1];
      }
    }
  }

  /** All lines along `axis` whose earlier indices lie in the unpadded range; later indices run over everything. */
  private lines(axis: number, inverse: boolean): void {
    const { count: n, padded: p, dimensions: d, spectrum, line, result, fft } = this;
    const stride = 2 * p ** (d - 1 - axis);
    const outer = n ** axis;
    for (let o = 0; o < outer; o++) {
      let place = 0;
      for (let k = 0, rest = o, size = outer / n; k < axis; k++, size /= n) {
        place = place * p + Math.floor(rest / size);
        rest %= size;
      }
      const start = place * p * stride;
      for (let inner = 0; inner < stride; inner += 2) {
        const base = start + inner;
        for (let j = 0, from = base; j < 2 * p; j += 2, from += stride) {
          line[j] = spectrum[from];
          line[j + 1] = spectrum[from + 1];
        }
        if (inverse) fft.inverseTransform(result, line);
        else fft.transform(result, line);
        for (let j = 0, to = base; j < 2 * p; j += 2, to += stride) {
          spectrum[to] = result[j];
          spectrum[to + 1] = result[j + 1];
        }
      }
    }
  }
}
