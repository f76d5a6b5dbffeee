import type { ParticleSnapshot } from '../judge/stored-run.ts';
import type { Coordinate } from './planes.ts';

/** Particles of a snapshot, the weights those of the whole run. */
export type Snapshot = Pick<ParticleSnapshot, 'time' | 'position' | 'velocity' | 'weight'>;

/** How f of a plane is had from particles. */
export interface DensityOfPlane {
  /** What the density is that of, in words. */
  readonly source: string;
  /** How far beyond the particles it reaches, in x and v. */
  readonly margin: { readonly position: readonly number[]; readonly velocity: number };
  /** f on a mesh of two coordinates at a snapshot, all others integrated over: rows of the second one. */
  at(snapshot: Snapshot, axes: readonly [MeshAxis, MeshAxis]): Float64Array;
}

export interface MeshAxis extends Coordinate {
  readonly centres: Float64Array;
}
