import { alone, share, type Crew } from './crew.ts';
import { trianglePairs, type CollisionFields } from './fields.ts';
import { FourierDerivative } from './fourier-derivative.ts';
import type { GridMesh } from './mesh.ts';

/**
 * Q = s div_v(A grad_v f - f b) slab by slab, in Fourier derivatives: the divergence sums to zero to rounding (mass);
 * momentum and energy are kept to the spectral accuracy of the mesh because A and b come from the same f.
 * Velocity slabs are independent of each other once the fields are known: each member of a crew has its own.
 */
export class Collisions {
  private readonly mesh: GridMesh;
  private readonly strength: number;
  private readonly crew: Crew;
  /** One for each velocity axis. */
  private readonly derivatives: readonly FourierDerivative[];
  private readonly pairs: (readonly [number, number])[];
  /** grad f of the last slab, and the flux A grad f - f b there (strength included). */
  readonly gradient: readonly Float64Array[];
  readonly flux: readonly Float64Array[];

  constructor(mesh: GridMesh, strength: number, crew: Crew = alone()) {
    this.mesh = mesh;
    this.strength = strength;
    this.crew = crew;
    this.derivatives = mesh.counts.map((count, axis) => new FourierDerivative(count, mesh.spacings[axis]));
    this.pairs = trianglePairs(mesh.dv);
    this.gradient = mesh.velocity.map(() => new Float64Array(mesh.slab));
    this.flux = mesh.velocity.map(() => new Float64Array(mesh.slab));
  }

  /** rate <- Q with the fields of `f` itself, on the slabs of this member of the crew. */
  rate(f: Float64Array, fields: CollisionFields, rate: Float64Array): void {
    const { mesh, derivatives, flux } = this;
    fields.update(f);
    const [from, to] = share(this.crew, mesh.positions);
    for (let m = from; m < to; m++) {
      this.slabFlux(f, fields, m);
      for (let axis = 0; axis < mesh.dv; axis++) {
        derivatives[axis].apply(flux[axis], rate.subarray(m * mesh.slab, (m + 1) * mesh.slab), mesh.strides[axis], axis > 0);
      }
    }
  }

  /** Fills `gradient` and `flux` for the slab at position index m; `fields` must be up to date. */
  slabFlux(f: Float64Array, fields: CollisionFields, m: number): void {
    const { mesh, gradient, flux, strength } = this;
    const { slab, dv } = mesh;
    this.slabGradient(f, m * slab, gradient);
    const { diffusion, drift } = fields.slab(m);
    const offset = m * slab;
    if (dv === 2) {
      const [a11, a12, a22] = diffusion;
      const [b1, b2] = drift;
      const [g1, g2] = gradient;
      const [f1, f2] = flux;
      for (let q = 0; q < slab; q++) {
        const value = f[offset + q];
        f1[q] = strength * (a11[q] * g1[q] + a12[q] * g2[q] - b1[q] * value);
        f2[q] = strength * (a12[q] * g1[q] + a22[q] * g2[q] - b2[q] * value);
      }
      return;
    }
    for (let axis = 0; axis < dv; axis++) for (let q = 0; q < slab; q++) flux[axis][q] = -strength * drift[axis][q] * f[offset + q];
    this.pairs.forEach(([i, j], p) => {
      const a = diffusion[p];
      for (let q = 0; q < slab; q++) flux[i][q] += strength * a[q] * gradient[j][q];
      if (i !== j) for (let q = 0; q < slab; q++) flux[j][q] += strength * a[q] * gradient[i][q];
    });
  }

  /** target_i <- d input / d v_i on the slab that starts at `offset`. */
  slabGradient(input: Float64Array, offset: number, target: readonly Float64Array[]): void {
    const { slab, dv, strides } = this.mesh;
    const values = input.subarray(offset, offset + slab);
    for (let axis = 0; axis < dv; axis++) this.derivatives[axis].apply(values, target[axis], strides[axis], false);
  }
}
