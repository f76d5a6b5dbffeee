import type { GridMesh } from './mesh.ts';

/** What a density on a mesh may be off by, relative to itself (root mean square). */
export interface MeshTails {
  /**
   * Amplitude of the highest Fourier modes that the mesh holds along x, and along the velocity axes: what it cuts off is of
   * that size. The density is off by as much; Fisher informations, which divide by small densities, by more.
   */
  readonly positionMesh: number;
  readonly velocityMesh: number;
  /** Largest density at the faces of the velocity box over the largest of all: what lies outside is smaller. */
  readonly box: number;
}

export interface ErrorEstimate extends MeshTails {
  /** Root mean square error of the density that the time step makes, relative. */
  readonly timeStep: number;
  /** The error that the time step makes in each diagnostics column, absolute. */
  readonly columns: Readonly<Record<string, number>>;
}

/**
 * How many errors of `fine` doubling all its steps makes: 7 for third order, 3 for second. The smaller is taken, for fast
 * transients are not yet in their order: smooth solutions are better than estimated, BKW from time 0 twice as bad at worst.
 */
const doubling = 3;

type Row = Readonly<Record<string, number>>;

/** `fine`, and the same with all steps doubled, extrapolated alike, at one time; with the diagnostics of both. */
export function errorEstimate(mesh: GridMesh, fine: Float64Array, coarse: Float64Array, rows: readonly [Row, Row]): ErrorEstimate {
  let [gap, norm] = [0, 0];
  for (let p = 0; p < fine.length; p++) {
    gap += (fine[p] - coarse[p]) ** 2;
    norm += fine[p] ** 2;
  }
  const columns = Object.entries(rows[0]).map(([name, value]) => [name, Math.abs(value - rows[1][name]) / doubling]);
  return { timeStep: Math.sqrt(gap / norm) / doubling, columns: Object.fromEntries(columns), ...meshTails(mesh, fine) };
}

/** The worse of two, entry by entry. */
export function worseOf(a: ErrorEstimate, b: ErrorEstimate): ErrorEstimate {
  const worse = (key: Exclude<keyof ErrorEstimate, 'columns'>): number => Math.max(a[key], b[key]);
  return {
    timeStep: worse('timeStep'), positionMesh: worse('positionMesh'), velocityMesh: worse('velocityMesh'), box: worse('box'),
    columns: Object.fromEntries(Object.keys(a.columns).map((name) => [name, Math.max(a.columns[name], b.columns[name])])),
  };
}

export function meshTails(mesh: GridMesh, f: Float64Array): MeshTails {
  const { dx, positions, counts, strides, slab } = mesh;
  let norm = 0;
  let most = 0;
  for (const value of f) {
    norm += value * value;
    most = Math.max(most, value);
  }
  let face = 0;
  for (let p = 0; p < f.length; p++) {
    for (let axis = 0; axis < counts.length; axis++) {
      const place = Math.floor((p % slab) / strides[axis]) % counts[axis];
      if (place === 0 || place === counts[axis] - 1) face = Math.max(face, Math.abs(f[p]));
    }
  }
  return {
    positionMesh: dx === 1 ? highestModes(f, positions, slab) / Math.sqrt(norm) : 0,
    velocityMesh: Math.max(...counts.map((count, axis) => highestModes(f, count, strides[axis]))) / Math.sqrt(norm),
    box: face / most,
  };
}

/**
 * Norm of the two highest pairs of Fourier modes below the Nyquist mode (which is blind to even functions on cell-centred
 * points) along one axis of an array of shape [outer, count, stride].
 */
function highestModes(f: Float64Array, count: number, stride: number): number {
  let total = 0;
  for (const below of [1, 2]) {
    const angles = Array.from({ length: count }, (_, j) => (2 * Math.PI * (((count / 2 - below) * j) % count)) / count);
    const [cosine, sine] = [angles.map(Math.cos), angles.map(Math.sin)];
    for (let outer = 0; outer < f.length; outer += count * stride) {
      for (let p = outer; p < outer + stride; p++) {
        let [re, im] = [0, 0];
        for (let j = 0; j < count; j++) {
          re += f[p + j * stride] * cosine[j];
          im += f[p + j * stride] * sine[j];
        }
        // Parseval: both signs of the mode, over count points.
        total += (2 * (re * re + im * im)) / count;
      }
    }
  }
  return Math.sqrt(total);
}
