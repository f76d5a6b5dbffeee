/**
 * A density on a tensor mesh of uniform points, position axes first and slowest, last velocity axis fastest. Position
 * axes are those of the label xi = x - labelTime v (for labelTime 0, of x itself); the volume element is the same.
 */
export interface DensityMesh {
  readonly position: readonly Float64Array[];
  readonly velocity: readonly Float64Array[];
  /** Edge lengths of a periodic box; empty in free space. */
  readonly length: readonly number[];
  readonly labelTime: number;
  readonly density: Float64Array;
}

export const axesOf = ({ position, velocity }: Pick<DensityMesh, 'position' | 'velocity'>): readonly Float64Array[] => [
  ...position, ...velocity,
];

export const sizeOf = (axes: readonly Float64Array[]): number => axes.reduce((product, axis) => product * axis.length, 1);

/** Spacing of a uniform axis. */
export const spacingOf = (axis: Float64Array): number => (axis[axis.length - 1] - axis[0]) / (axis.length - 1);

export const cellVolume = (axes: readonly Float64Array[]): number => axes.reduce((product, axis) => product * spacingOf(axis), 1);

/** Entries between neighbours along each axis. */
export function stridesOf(axes: readonly Float64Array[]): number[] {
  const strides = Array.from({ length: axes.length }, () => 1);
  for (let d = axes.length - 2; d >= 0; d--) strides[d] = strides[d + 1] * axes[d + 1].length;
  return strides;
}

/** The coordinate along one axis at every point of the mesh. */
export function coordinate(axes: readonly Float64Array[], d: number): Float64Array {
  const stride = stridesOf(axes)[d];
  return Float64Array.from({ length: sizeOf(axes) }, (_, p) => axes[d][Math.floor(p / stride) % axes[d].length]);
}

/**
 * Derivative of a field along axis `d` by the Fourier differentiation matrix of `count` points (Trefethen, Spectral
 * Methods in MATLAB, (3.10) and exercise 3.5): the field is periodic along the axis, or vanishes at both of its ends.
 */
export function derivative(field: Float64Array, axes: readonly Float64Array[], d: number): Float64Array {
  const count = axes[d].length;
  const period = count * spacingOf(axes[d]);
  const row = Float64Array.from({ length: count }, (_, j) => {
    if (j === 0) return 0;
    const angle = (Math.PI * j) / count;
    const sign = j % 2 === 0 ? 1 : -1;
    return (sign * Math.PI) / period / (count % 2 === 0 ? Math.tan(angle) : Math.sin(angle));
  });
  return lines(field, axes, d, count, (line, out) => {
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let j = 0; j < count; j++) sum += row[i >= j ? i - j : i - j + count] * line[j];
      out[i] = sum;
    }
  });
}

/**
 * The density of a mesh at the points of other axes, by trigonometric interpolation axis by axis; 0 outside the box of
 * a velocity axis. Both meshes in x itself (labelTime 0).
 */
export function interpolated(mesh: DensityMesh, targets: readonly Float64Array[]): Float64Array {
  let axes = axesOf(mesh);
  let field = mesh.density;
  targets.forEach((target, d) => {
    const source = axes[d];
    const count = source.length;
    const spacing = spacingOf(source);
    const periodic = d < mesh.position.length && mesh.length.length > 0;
    const matrix = Array.from(target, (y) => {
      const inside = periodic || (y >= source[0] - spacing / 2 && y <= source[count - 1] + spacing / 2);
      return Float64Array.from(source, (s) => (inside ? cardinal((y - s) / spacing, count) : 0));
    });
    field = lines(field, axes, d, target.length, (line, out) => {
      for (let i = 0; i < target.length; i++) out[i] = matrix[i].reduce((sum, m, j) => sum + m * line[j], 0);
    });
    axes = axes.map((axis, e) => (e === d ? target : axis));
  });
  return field;
}

/** The density of a mesh in x itself (labelTime 0) at one point: position, then velocity; 0 outside the box of a velocity axis. */
export function valueAt(mesh: DensityMesh, point: readonly number[]): number {
  let field = mesh.density;
  // The last axis first: what is left after each is one number a line.
  for (let d = point.length - 1; d >= 0; d--) {
    const axis = axesOf(mesh)[d];
    const [count, spacing] = [axis.length, spacingOf(axis)];
    const periodic = d < mesh.position.length && mesh.length.length > 0;
    if (!periodic && (point[d] < axis[0] - spacing / 2 || point[d] > axis[count - 1] + spacing / 2)) return 0;
    const factor = Float64Array.from(axis, (y) => cardinal((point[d] - y) / spacing, count));
    const sums = new Float64Array(field.length / count);
    for (let line = 0, p = 0; line < sums.length; line++) for (let j = 0; j < count; j++, p++) sums[line] += factor[j] * field[p];
    field = sums;
  }
  return field[0];
}

/** The periodic cardinal function of `count` points at distance y (in spacings): 1 at 0, 0 at the other points. */
function cardinal(y: number, count: number): number {
  const half = (Math.PI * y) / count;
  if (Math.abs(Math.sin(half)) < 1e-14) return 1;
  return count % 2 === 0 ? Math.sin(Math.PI * y) / (count * Math.tan(half)) : Math.sin(Math.PI * y) / (count * Math.sin(half));
}

/** Applies `work` to every line of the field along axis d; lines of the result have `length` entries. */
function lines(
  field: Float64Array, axes: readonly Float64Array[], d: number, length: number, work: (line: Float64Array, out: Float64Array) => void,
): Float64Array {
  const count = axes[d].length;
  const stride = stridesOf(axes)[d];
  const result = new Float64Array((field.length / count) * length);
  const line = new Float64Array(count);
  const out = new Float64Array(length);
  for (let outer = 0; outer < field.length / (count * stride); outer++) {
    for (let inner = 0; inner < stride; inner++) {
      for (let j = 0; j < count; j++) line[j] = field[(outer * count + j) * stride + inner];
      work(line, out);
      for (let j = 0; j < length; j++) result[(outer * length + j) * stride + inner] = out[j];
    }
  }
  return result;
}
