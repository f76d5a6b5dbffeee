/** The part of fft.js 4.0.4 used here. Complex arrays interleave real and imaginary parts. */
declare module 'fft.js' {
  export default class FFT {
    constructor(size: number);
    readonly size: number;
    /** Unnormalised forward transform, exp(-i ...). */
    transform(out: Float64Array | number[], data: ArrayLike<number>): void;
    /** Inverse transform, divided by the size. */
    inverseTransform(out: Float64Array | number[], data: ArrayLike<number>): void;
  }
}
