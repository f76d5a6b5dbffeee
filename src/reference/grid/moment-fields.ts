import { alone, share, type Crew } from './crew.ts';
import { trianglePairs, type CollisionFields, type SlabFields } from './fields.ts';
import type { GridMesh } from './mesh.ts';

/**
 * Fields for gamma = 0: N(v - v*) is a polynomial, so A and b follow from the mass rho, momentum m and second moments P
 * of f, convolved with kappa along x:
 *   A = (rho |v|^2 - 2 v.m + tr P) I - (rho v v - v m - m v + P),   b = -(d-1) (rho v - m).
 */
export class MomentFields implements CollisionFields {
  readonly parts: number;
  private readonly mesh: GridMesh;
  private readonly crew: Crew;
  private readonly kernel: Float64Array;
  private readonly pairs: (readonly [number, number])[];
  /** 1, v_i, v_i v_j at every position, before and after the convolution with kappa. */
  private readonly moments: Float64Array[];
  private readonly smoothed: Float64Array[];
  private readonly out: SlabFields;
  private current = -1;
  private readonly uniform: boolean;

  constructor(mesh: GridMesh, kernel: Float64Array, crew: Crew = alone()) {
    this.mesh = mesh;
    this.crew = crew;
    this.parts = mesh.positions;
    this.kernel = kernel;
    this.pairs = trianglePairs(mesh.dv);
    const count = 1 + mesh.dv + this.pairs.length;
    this.moments = Array.from({ length: count }, () => crew.array(mesh.positions));
    this.smoothed = this.moments.map(() => new Float64Array(mesh.positions));
    this.out = {
      diffusion: this.pairs.map(() => new Float64Array(mesh.slab)),
      drift: mesh.velocity.map(() => new Float64Array(mesh.slab)),
    };
    this.uniform = kernel.every((value) => value === kernel[0]);
  }

  update(f: Float64Array): void {
    const { mesh, moments, pairs, crew } = this;
    const { slab, dv, positions, coordinates } = mesh;
    const sums = new Float64Array(moments.length);
    const volume = mesh.spacings.reduce((product, spacing) => product * spacing, 1);
    const last = mesh.velocity[dv - 1];
    const v = new Float64Array(dv);
    const [first, end] = share(crew, positions);
    crew.wait();
    for (let m = first; m < end; m++) {
      sums.fill(0);
      // Rows along the last axis first: three sums there, the other axes once per row.
      for (let row = 0; row < slab; row += last.length) {
        let zero = 0, one = 0, two = 0;
        for (let j = 0, p = m * slab + row; j < last.length; j++, p++) {
          const value = f[p];
          const moment = value * last[j];
          zero += value;
          one += moment;
          two += moment * last[j];
        }
        for (let i = 0; i < dv - 1; i++) v[i] = coordinates[i][row];
        sums[0] += zero;
        for (let i = 0; i < dv; i++) sums[1 + i] += i < dv - 1 ? v[i] * zero : one;
        for (let p = 0; p < pairs.length; p++) {
          const [i, j] = pairs[p];
          sums[1 + dv + p] += j < dv - 1 ? v[i] * v[j] * zero : i < dv - 1 ? v[i] * one : two;
        }
      }
      for (let a = 0; a < sums.length; a++) moments[a][m] = sums[a] * volume;
    }
    crew.wait();
    for (let a = 0; a < 1 + dv + pairs.length; a++) {
      for (let m = 0; m < positions; m++) {
        let sum = 0;
        for (let from = 0; from < positions; from++) sum += this.kernel[(m - from + positions) % positions] * moments[a][from];
        this.smoothed[a][m] = sum;
      }
    }
    this.current = -1;
  }

  slab(m: number): SlabFields {
    const wanted = this.uniform ? 0 : m;
    if (wanted === this.current) return this.out;
    this.current = wanted;
    const { mesh, pairs, out, smoothed } = this;
    const { slab, dv, coordinates } = mesh;
    const rho = smoothed[0][wanted];
    const momentum = coordinates.map((_, i) => smoothed[1 + i][wanted]);
    const second = pairs.map((_, p) => smoothed[1 + dv + p][wanted]);
    const trace = pairs.reduce((sum, [i, j], p) => sum + (i === j ? second[p] : 0), 0);
    const scalar = new Float64Array(slab).fill(trace);
    for (let i = 0; i < dv; i++) {
      const v = coordinates[i];
      const drift = out.drift[i];
      for (let q = 0; q < slab; q++) {
        scalar[q] += v[q] * (rho * v[q] - 2 * momentum[i]);
        drift[q] = (1 - dv) * (rho * v[q] - momentum[i]);
      }
    }
    pairs.forEach(([i, j], p) => {
      const [a, b, target] = [coordinates[i], coordinates[j], out.diffusion[p]];
      for (let q = 0; q < slab; q++) {
        target[q] = (i === j ? scalar[q] : 0) - (rho * a[q] * b[q] - a[q] * momentum[j] - momentum[i] * b[q] + second[p]);
      }
    });
    return out;
  }
}
