import { alone, share, type Crew } from './crew.ts';
import { trianglePairs, type CollisionFields, type SlabFields } from './fields.ts';
import { kernelTable, type KernelTable } from './kernel-table.ts';
import type { GridMesh } from './mesh.ts';
import { PaddedTransform } from './padded-transform.ts';

/** Fourier coefficients of kappa below this fraction of the largest one are rounding noise. */
const negligible = 1e-15;

/**
 * Fields for any radial law: kappa by Fourier multiplication in x (only the modes where it is not negligible: one for
 * constant kappa), N by zero-padded FFT convolution in v. The members of a crew share out the convolutions.
 */
/** A mode k >= 0 along x; `factor` is kappa's coefficient over the number of points, twice that where -k is another mode. */
interface Mode {
  readonly k: number;
  readonly factor: number;
  /** That mode of every field over kappa's coefficient: real parts, then imaginary parts where k > 0. */
  readonly waves: readonly Float64Array[];
}

export class ConvolutionFields implements CollisionFields {
  readonly parts: number;
  private readonly mesh: GridMesh;
  private readonly crew: Crew;
  private readonly transform: PaddedTransform;
  /** Transforms of the tables, diffusion first: real for the even N, and for the odd b the factor of i. */
  private readonly kernels: readonly Float64Array[];
  private readonly diffusions: number;
  /** Mode 0 first, unless kappa vanishes. */
  private readonly modes: readonly Mode[];
  private readonly convolutions: readonly { readonly mode: Mode; readonly field: number; readonly partner: number }[];
  /** Only the mode 0: the fields are the same at every position. */
  private readonly shared: boolean;
  /** The fields at the last position asked for. */
  private readonly values: readonly Float64Array[];
  private current = -1;
  private readonly re: Float64Array;
  private readonly im: Float64Array;
  private readonly source: Float64Array;

  constructor(mesh: GridMesh, kernel: Float64Array, law: (r: number) => number, graded: boolean, crew: Crew = alone()) {
    const { positions, slab, dv, counts, spacings } = mesh;
    this.mesh = mesh;
    this.crew = crew;
    this.transform = new PaddedTransform(counts);
    let made: KernelTable | undefined;
    const table = (): KernelTable => (made ??= kernelTable(counts, spacings, law, graded));
    const pairs = trianglePairs(dv);
    this.diffusions = pairs.length;
    this.kernels = [
      ...pairs.map(([i, j], p) => crew.table(() => this.kernelSpectrum(table().diffusion[p], i === j ? [] : [i, j], 0))),
      ...mesh.velocity.map((_, axis) => crew.table(() => this.kernelSpectrum(table().drift[axis], [axis], 1))),
    ];
    const coefficient = (k: number): number =>
      kernel.reduce((sum, value, j) => sum + value * Math.cos((2 * Math.PI * ((k * j) % positions)) / positions), 0);
    const largest = coefficient(0);
    this.modes = Array.from({ length: Math.floor(positions / 2) + 1 }, (_, k) => ({
      k,
      factor: ((k === 0 || 2 * k === positions ? 1 : 2) * coefficient(k)) / positions,
    }))
      .filter(({ factor }) => Math.abs(factor) * positions > negligible * Math.abs(largest))
      .map(({ k, factor }) => ({ k, factor, waves: this.kernels.map(() => crew.array((k === 0 ? 1 : 2) * slab)) }));
    // A real source gives real fields: two of them share one inverse transform, as real and imaginary part.
    this.convolutions = this.modes.flatMap((mode) =>
      this.kernels.flatMap((_, field) => {
        if (mode.k > 0) return [{ mode, field, partner: -1 }];
        return field % 2 === 0 ? [{ mode, field, partner: field + 1 < this.kernels.length ? field + 1 : -1 }] : [];
      }),
    );
    this.parts = this.convolutions.length;
    this.shared = this.modes.every(({ k }) => k === 0);
    this.values = this.kernels.map(() => new Float64Array(slab));
    this.re = new Float64Array(slab);
    this.im = new Float64Array(slab);
    this.source = new Float64Array(this.transform.spectrum.length);
  }

  /** Lays a table out at positive and negative displacements with its parity and transforms it. */
  private kernelSpectrum(table: Float64Array, oddAxes: readonly number[], part: 0 | 1): Float64Array {
    const { counts, dv } = this.mesh;
    const { padded } = this.transform;
    const whole = new PaddedTransform(padded, padded);
    const data = new Float64Array(whole.spectrum.length / 2);
    for (let place = 0; place < data.length; place++) {
      let rest = place;
      let source = 0;
      let scale = 1;
      let sign = 1;
      for (let axis = dv - 1; axis >= 0; axis--) {
        const [n, p] = [counts[axis], padded[axis]];
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
    const { crew, convolutions, transform, re, im, mesh } = this;
    const [from, to] = share(crew, convolutions.length);
    crew.wait();
    let held: Mode | undefined;
    for (const { mode, field, partner } of convolutions.slice(from, to)) {
      if (mode !== held) this.transformMode(f, mode.k);
      held = mode;
      this.multiply(field, partner);
      transform.inverse(re, im);
      mode.waves[field].set(re);
      if (partner >= 0) mode.waves[partner].set(im);
      if (mode.k > 0) mode.waves[field].set(im, mesh.slab);
    }
    crew.wait();
    this.current = -1;
  }

  /** source <- transform in v of mode k of f along x. */
  private transformMode(f: Float64Array, k: number): void {
    const { mesh: { positions, slab }, transform, re, im } = this;
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
    transform.forward(re, k === 0 ? undefined : im);
    this.source.set(transform.spectrum);
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
    const { mesh: { positions, slab }, modes, values, diffusions } = this;
    const wanted = this.shared ? 0 : m;
    if (wanted !== this.current) {
      this.current = wanted;
      const angles = modes.map(({ k }) => (2 * Math.PI * ((k * wanted) % positions)) / positions);
      const c = modes.map(({ factor }, i) => factor * Math.cos(angles[i]));
      const s = modes.map(({ factor }, i) => factor * Math.sin(angles[i]));
      values.forEach((target, field) => {
        const [constant, ...waves] = modes.map((mode) => mode.waves[field]);
        for (let q = 0; q < slab; q++) target[q] = constant ? c[0] * constant[q] : 0;
        for (let i = 1; i <= waves.length; i += 2) {
          // Two modes at a time, for the sake of memory traffic; an odd one out has a silent partner.
          const first = { wave: waves[i - 1], c: c[i], s: s[i] };
          addWaves(target, first, i < waves.length ? { wave: waves[i], c: c[i + 1], s: s[i + 1] } : { ...first, c: 0, s: 0 });
        }
      });
    }
    return { diffusion: values.slice(0, diffusions), drift: values.slice(diffusions) };
  }
}

/** A mode of a field, its real parts first, and the cosine and sine of its phase. */
interface Wave {
  readonly wave: Float64Array;
  readonly c: number;
  readonly s: number;
}

/** target += cosine re - sine im for two waves. */
function addWaves(target: Float64Array, { wave, c, s }: Wave, { wave: next, c: d, s: t }: Wave): void {
  const size = target.length;
  for (let q = 0; q < size; q++) {
    target[q] = target[q] + (c * wave[q] - s * wave[size + q]) + (d * next[q] - t * next[size + q]);
  }
}
