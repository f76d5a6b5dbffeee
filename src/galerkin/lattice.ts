import type { Frame } from './basis.ts';
import type { Nodes } from './remap.ts';

/** The lattice that particles were laid on, and what of it decides how long it serves. */
export interface Lattice {
  readonly nodes: Nodes;
  readonly trim: number;
  /** Spacing in v along the axes that x streams on. */
  readonly spacing: readonly number[];
}

/**
 * The matrices need space modes up to twice the score's. Free streaming shears the lattice until a harmonic of wave number
 * q turns by 2 pi from one velocity row to the next: it is then aliased, at the age 2 pi / (q h_v).
 */
const aliasing = (lattice: Lattice, frame: Frame, order: number): number =>
  frame.axes.reduce(
    (least, axis, d) => (axis.kind === 'fourier' ? Math.min(least, axis.length / (2 * order * lattice.spacing[d])) : least),
    Infinity,
  );

/** The age at which a score of so many modes begins to see the lattice; Infinity without modes. */
export const aliasingAge = (lattice: Lattice, frame: Frame, order: number): number =>
  order === 0 ? Infinity : aliasing(lattice, frame, order);

const remapAt = 0.6;
const dropAt = 0.7;

/** A remap is due well before the lattice is aliased. */
export const remapDue = (lattice: Lattice, frame: Frame, order: number, age: number): boolean =>
  age >= remapAt * aliasingAge(lattice, frame, order) - 1e-9;

/** How many of `order` modes a lattice of that age still carries; the first is never given up. */
export function modesCarried(lattice: Lattice, frame: Frame, order: number, age: number): number {
  for (let modes = order; modes > 1; modes--) if (age < dropAt * aliasingAge(lattice, frame, modes)) return modes;
  return Math.min(1, order);
}
