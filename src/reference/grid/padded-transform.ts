import FFT from 'fft.js';

/**
 * Discrete Fourier transforms of velocity slabs of n_1 x n_2 (x n_3) points in a box of P_i >= 2 n_i - 1 points on axis i filled
 * with zeros, so that circular convolutions are linear ones. Lines that are all zero, or not wanted, are left out.
 */
export class PaddedTransform {
  readonly counts: readonly number[];
  readonly padded: readonly number[];
  /** Interleaved complex work array of P_1 P_2 (P_3) entries: the spectrum after `forward`, the input of `inverse`. */
  readonly spectrum: Float64Array;
  private readonly lineTransforms: readonly FFT[];
  /** Entries of `spectrum` between neighbours on each axis. */
  private readonly strides: readonly number[];
  private readonly line: Float64Array;
  private readonly result: Float64Array;

  /** `padded`: powers of two; by default the smallest that hold all displacements. */
  constructor(counts: readonly number[], padded: readonly number[] = counts.map((count) => 2 ** Math.ceil(Math.log2(2 * count - 1)))) {
    this.counts = counts;
    this.padded = padded;
    this.lineTransforms = padded.map((size) => new FFT(size));
    this.strides = padded.map((_, axis) => padded.slice(axis + 1).reduce((product, size) => product * size, 2));
    this.spectrum = new Float64Array(this.strides[0] * padded[0]);
    this.line = new Float64Array(2 * Math.max(...padded));
    this.result = new Float64Array(2 * Math.max(...padded));
  }

  /** spectrum <- transform of re + i im (im may be absent). */
  forward(re: Float64Array, im: Float64Array | undefined): void {
    const { counts, spectrum } = this;
    const n = counts[counts.length - 1];
    spectrum.fill(0);
    for (let q = 0; q < re.length; q += n) {
      const place = this.placeOf(q / n, counts.length - 1);
      for (let j = 0; j < n; j++) {
        spectrum[place + 2 * j] = re[q + j];
        if (im) spectrum[place + 2 * j + 1] = im[q + j];
      }
    }
    for (let axis = counts.length - 1; axis >= 0; axis--) this.lines(axis, false);
  }

  /** re + i im <- inverse transform of `spectrum` (overwritten) on the points of the slab. */
  inverse(re: Float64Array, im: Float64Array): void {
    const { counts, spectrum } = this;
    const n = counts[counts.length - 1];
    for (let axis = 0; axis < counts.length; axis++) this.lines(axis, true);
    for (let q = 0; q < re.length; q += n) {
      const place = this.placeOf(q / n, counts.length - 1);
      for (let j = 0; j < n; j++) {
        re[q + j] = spectrum[place + 2 * j];
        im[q + j] = spectrum[place + 2 * j + 1];
      }
    }
  }

  /** Where in `spectrum` the line lies that is number `index` among the unpadded ones of the first `axes` axes. */
  private placeOf(index: number, axes: number): number {
    let place = 0;
    for (let axis = axes - 1, rest = index; axis >= 0; axis--) {
      place += (rest % this.counts[axis]) * this.strides[axis];
      rest = Math.floor(rest / this.counts[axis]);
    }
    return place;
  }

  /** All lines along `axis` whose earlier indices lie in the unpadded range; later indices run over everything. */
  private lines(axis: number, inverse: boolean): void {
    const { counts, spectrum, line, result } = this;
    const [p, stride, fft] = [this.padded[axis], this.strides[axis], this.lineTransforms[axis]];
    const outer = counts.slice(0, axis).reduce((product, count) => product * count, 1);
    for (let o = 0; o < outer; o++) {
      const start = this.placeOf(o, axis);
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
