/** Numbers of the Fourier functions along each axis, of total wave number <= modes: 0, then cosine and sine of each wave. */
export const wavesTo = (axes: number, modes: number): number[][] =>
  tuples(axes, 2 * modes, (list) => list.reduce((sum, n) => sum + Math.ceil(n / 2), 0) <= modes);

/** Degrees along each axis, of total <= degree. */
export const degreesTo = (axes: number, degree: number): number[][] =>
  tuples(axes, degree, (list) => list.reduce((sum, n) => sum + n, 0) <= degree);

/** 1, sqrt2 cos y, sqrt2 sin y, sqrt2 cos 2y, ... */
export const fourierValues = (y: number, modes: number): Float64Array =>
  Float64Array.from({ length: 2 * modes + 1 }, (_, n) =>
    n === 0 ? 1 : Math.SQRT2 * (n % 2 === 1 ? Math.cos(((n + 1) / 2) * y) : Math.sin((n / 2) * y)));

/** Normalised Hermite polynomials of degrees 0 ... degree. */
export function hermiteValues(c: number, degree: number): Float64Array {
  const values = new Float64Array(degree + 1);
  values[0] = 1;
  for (let n = 0; n < degree; n++) values[n + 1] = (c * values[n] - (n > 0 ? Math.sqrt(n) * values[n - 1] : 0)) / Math.sqrt(n + 1);
  return values;
}

/** All lists of numbers 0 ... most that are `wanted`; one empty list without axes. */
function tuples(axes: number, most: number, wanted: (list: readonly number[]) => boolean): number[][] {
  let lists: number[][] = [[]];
  for (let d = 0; d < axes; d++) lists = lists.flatMap((list) => Array.from({ length: most + 1 }, (_, n) => [...list, n]));
  return lists.filter(wanted);
}

/** Products of one value an axis, for every list of numbers. */
export const products = (lists: readonly (readonly number[])[], values: readonly Float64Array[]): Float64Array =>
  Float64Array.from(lists, (list) => list.reduce((product, n, d) => product * values[d][n], 1));
