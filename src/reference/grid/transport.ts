import { alone, share, type Crew } from './crew.ts';
import type { GridMesh } from './mesh.ts';

/**
 * Free transport f(x, v) -> f(x - v_1 time, v) in the periodic box, exact for the trigonometric interpolant in x: a
 * phase shift of every Fourier mode, applied as a circulant matrix per v_1. Conserves mass to rounding. Without x it
 * does nothing. Each member of a crew moves its own share of the v_1.
 */
export class Transport {
  private readonly mesh: GridMesh;
  private readonly time: number;
  private readonly crew: Crew;
  /** First v_1 of this member; `shifts` go on from there. */
  private readonly from: number;
  private readonly shifts: readonly Float64Array[];
  private readonly work: Float64Array;

  constructor(mesh: GridMesh, time: number, crew: Crew = alone()) {
    this.mesh = mesh;
    this.time = time;
    this.crew = crew;
    const [from, to] = share(crew, mesh.counts[0]);
    this.from = from;
    this.shifts =
      mesh.dx === 0 ? [] : Array.from(mesh.velocity[0].subarray(from, to), (v) => shiftKernel(mesh.positions, (v * time) / mesh.spacingX));
    this.work = new Float64Array(mesh.dx === 0 ? 0 : mesh.positions * mesh.strides[0]);
  }

  /** Moves `f` in place. */
  apply(f: Float64Array): void {
    if (this.mesh.dx === 0 || this.time === 0) return;
    const { positions, slab, strides: [rest] } = this.mesh;
    const { work, crew } = this;
    crew.wait();
    this.shifts.forEach((kernel, place) => {
      const j = this.from + place;
      for (let m = 0; m < positions; m++) {
        for (let q = 0; q < rest; q += 4) {
          let a = 0, b = 0, c = 0, d = 0;
          for (let from = 0; from < positions; from++) {
            const factor = kernel[m - from < 0 ? m - from + positions : m - from];
            const p = from * slab + j * rest + q;
            a += factor * f[p];
            b += factor * f[p + 1];
            c += factor * f[p + 2];
            d += factor * f[p + 3];
          }
          work[m * rest + q] = a;
          work[m * rest + q + 1] = b;
          work[m * rest + q + 2] = c;
          work[m * rest + q + 3] = d;
        }
      }
      for (let m = 0; m < positions; m++) f.set(work.subarray(m * rest, (m + 1) * rest), m * slab + j * rest);
    });
    crew.wait();
  }
}

/** c_j with (shifted f)_m = sum_j c_{m-j} f_j: the trigonometric interpolant moved by `shift` cells. */
function shiftKernel(count: number, shift: number): Float64Array {
  const kernel = new Float64Array(count);
  for (let j = 0; j < count; j++) {
    const angle = (2 * Math.PI * (j - shift)) / count;
    let sum = 1 + Math.cos(Math.PI * j) * Math.cos(Math.PI * shift);
    for (let k = 1; k < count / 2; k++) sum += 2 * Math.cos(k * angle);
    kernel[j] = sum / count;
  }
  // The sum is 1; put its rounding error back, or it would add up to a drift of mass over many steps.
  for (let pass = 0; pass < 2; pass++) kernel[0] += 1 - kernel.reduce((sum, value) => sum + value, 0);
  return kernel;
}
