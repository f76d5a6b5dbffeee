import { trianglePairs, type CollisionFields, type SlabFields } from './fields.ts';
import { kernelTable } from './kernel-table.ts';
import type { GridMesh } from './mesh.ts';
import { PaddedTransform } from './padded-transform.ts';

/** Fourier coefficients of kappa below this fraction of the largest one are rounding noise. */
const negligible = 1e-15;

/**
 * Fields for any radial law: kappa by Fourier multiplication in x (only the modes where it is not negligible: one for
 * constant kappa), N by zero-padded FFT convolution in v.
 */
export class ConvolutionFields implements CollisionFields {
  private readonly mesh: GridMesh;
  private readonly transform: PaddedTransform;
  /** Transforms of the tables, diffusion first: real for the even N, and for the odd b the factor of i. */
  private readonly kernels: readonly Float64Array[];
  private readonly diffusions: number;
  /** Modes k >= 0 along x; `factor` is kappa's coefficient over the number of points, twice that where -k is another mode. */
  private readonly modes: readonly { readonly k: number; readonly factor: number }[];
  private readonly shared: boolean;
  private readonly values: readonly Float64Array[];
  private readonly re: Float64Array;
  private readonly im: Float64Array;
  private readonly source: Float64Array;

  constructor(mesh: GridMesh, kernel: Float64Array, law: (r: number) => number, graded: boolean) {
    const { positions, slab, dv, perAxis } = mesh;
    this.mesh = mesh;
    this.transform = new PaddedTransform(perAxis, dv);
    const table = kernelTable(dv, perAxis, mesh.spacingV, law, graded);
    this.diffusions = table.diffusion.length;
    this.kernels = [
      ...trianglePairs(dv).map(([i, j], p) => this.kernelSpectrum(table.diffusion[p], i === j ? [] : [i, j], 0)),
      ...table.drift.map((values, axis) => this.kernelSpectrum(values, [axis], 1)),
    ];
    const coefficient = (k: number): number => kernel.reduce((sum, value, j) => sum + value * Math.cos((2 * Math.PI * ((k * j) % positions)) / positions), 0);
    const largest = coefficient(0);
    this.modes = Array.from({ length: Math.floor(positions / 2) + 1 }, (_, k) => ({
      k,
      factor: ((k === 0 || 2 * k === positions ? 1 : 2) * coefficient(k)) / positions,
    })).filter(({ factor }) => Math.abs(factor) * positions > negligible * Math.abs(largest));
    this.shared = this.modes.every(({ k }) => k === 0);
    this.values = this.kernels.map(() => new Float64Array(this.shared ? slab : positions * slab));
    this.re = new Float64Array(slab);
    this.im = new Float64Array(slab);
    this.source = new Float64Array(this.transform.spectrum.length);
  }

  /** Lays a table out at positive and negative displacements with its parity and transforms it. */
  private kernelSpectrum(table: Float64Array, oddAxes: readonly number[], part: 0 | 1): Float64Array {
    const { perAxis: n, dv } = this.mesh;
    const p = this.transform.padded;
    const whole = new PaddedTransform(p, dv, p);
    const data = new Float64Array(p ** dv);
    for (let place = 0; place < data.length; place++) {
      let rest = place;
      let source = 0;
      let scale = 1;
      let sign = 1;
      for (let axis = dv - 1; axis >= 0; axis--) {
        const j = rest % p;
        rest = Math.floor(rest / p);
        const negative = j > p / 2;
        const distance = negative ? p - j : j;
        if (negative && oddAxes.includes(axis)) sign = -sign;
        source += distance >= n ? Number.NaN : distance * scale;
        scale *= n;
      }
      data[place] = Number.isNaN(source) ? 0 : sign * table[source];
    }
    whole.forward(data, undefined);
    return data.map((_, q) => whole.spectrum[2 * q + part]);
  }

  update(f: Float64Array): void {
    const { mesh, modes, transform, values, re, im, shared, kernels, source } = this;
    const { positions, slab } = mesh;
    if (!shared) for (const column of values) column.fill(0);
    for (const { k, factor } of modes) {
      re.fill(0);
      im.fill(0);
      for (let m = 0; m < positions; m++) {
        const angle = (2 * Math.PI * ((k * m) % positions)) / positions;
        const [c, s] = [Math.cos(angle), -Math.sin(angle)];
        for (let q = 0, p = m * slab; q < slab; q++, p++) {
          re[q] += c * f[p];
          im[q] += s * f[p];
        }
      }
      const real = k === 0;
      transform.forward(re, real ? undefined : im);
      source.set(transform.spectrum);
      // A real source gives real fields: two of them share one inverse transform, as real and imaginary part.
      for (let field = 0; field < kernels.length; field += real ? 2 : 1) {
        const partner = real && field + 1 < kernels.length ? field + 1 : -1;
        this.multiply(field, partner);
        transform.inverse(re, im);
        if (shared) {
          for (let q = 0; q < slab; q++) values[field][q] = factor * re[q];
          if (partner >= 0) for (let q = 0; q < slab; q++) values[partner][q] = factor * im[q];
          continue;
        }
        for (let m = 0; m < positions; m++) {
          const angle = (2 * Math.PI * ((k * m) % positions)) / positions;
          const c = factor * Math.cos(angle);
          const s = real ? 0 : factor * Math.sin(angle);
          const target = values[field];
          for (let q = 0, p = m * slab; q < slab; q++, p++) target[p] += c * re[q] - s * im[q];
          if (partner >= 0) for (let q = 0, p = m * slab; q < slab; q++, p++) values[partner][p] += c * im[q];
        }
      }
    }
  }

  /** spectrum <- source times the transform of one kernel, plus i times that of its partner. */
  private multiply(field: number, partner: number): void {
    const { source, kernels, diffusions } = this;
    const { spectrum } = this.transform;
    const first = kernels[field];
    const firstOdd = field >= diffusions;
    const second = partner >= 0 ? kernels[partner] : undefined;
    const secondOdd = partner >= diffusions;
    for (let q = 0; q < first.length; q++) {
      const a = source[2 * q];
      const b = source[2 * q + 1];
      let re = firstOdd ? 0 : first[q];
      let im = firstOdd ? first[q] : 0;
      if (second) {
        if (secondOdd) re -= second[q];
        else im += second[q];
      }
      spectrum[2 * q] = a * re - b * im;
      spectrum[2 * q + 1] = a * im + b * re;
    }
  }

  slab(m: number): SlabFields {
    const from = this.shared ? 0 : m * this.mesh.slab;
    const views = this.values.map((column) => column.subarray(from, from + this.mesh.slab));
    return { diffusion: views.slice(0, this.diffusions), drift: views.slice(this.diffusions) };
  }
}
