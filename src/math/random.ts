import seedrandom from 'seedrandom';

/** A stream of points in the open unit cube (0, 1)^dimensions, one array a call (reused). */
export type UnitStream = () => Float64Array;

/** Independent uniform points; the same seed gives the same points everywhere. The first point is number `from`. */
export function randomStream(seed: number, dimensions: number, from = 0): UnitStream {
  const next = seedrandom(String(seed));
  const point = new Float64Array(dimensions);
  const draw = (): Float64Array => {
    for (let d = 0; d < dimensions; d++) {
      // double() may return 0, where quantiles are infinite.
      let u = next.double();
      while (u === 0) u = next.double();
      point[d] = u;
    }
    return point;
  };
  // There is no way to a later point but through those before it.
  for (let k = 0; k < from; k++) draw();
  return draw;
}

/** Primitive polynomials (degree, coefficients) and initial direction numbers: Joe and Kuo 2008, new-joe-kuo-6.21201. */
const joeKuo: readonly { readonly degree: number; readonly coefficients: number; readonly m: readonly number[] }[] = [
  { degree: 1, coefficients: 0, m: [1] },
  { degree: 2, coefficients: 1, m: [1, 3] },
  { degree: 3, coefficients: 1, m: [1, 3, 1] },
  { degree: 3, coefficients: 2, m: [1, 1, 1] },
  { degree: 4, coefficients: 1, m: [1, 1, 3, 3] },
  { degree: 4, coefficients: 4, m: [1, 3, 5, 13] },
];
const bits = 32;

function directionNumbers(dimension: number): Uint32Array {
  const v = new Uint32Array(bits);
  if (dimension === 0) {
    for (let k = 0; k < bits; k++) v[k] = 2 ** (bits - 1 - k);
    return v;
  }
  const { degree, coefficients, m } = joeKuo[dimension - 1];
  for (let k = 0; k < bits; k++) {
    if (k < degree) {
      v[k] = m[k] * 2 ** (bits - 1 - k);
      continue;
    }
    let value = v[k - degree] ^ (v[k - degree] >>> degree);
    for (let q = 1; q < degree; q++) if ((coefficients >>> (degree - 1 - q)) & 1) value ^= v[k - q];
    v[k] = value;
  }
  return v;
}

/**
 * Sobol points (at most 7 dimensions) in Gray-code order, shifted modulo 1 by a random vector drawn from `seed`
 * (Cranley and Patterson 1976), so that no coordinate is ever 0. The first point is number `from`.
 */
export function sobolStream(seed: number, dimensions: number, from = 0): UnitStream {
  if (dimensions > joeKuo.length + 1) throw new RangeError(`Sobol points have at most ${joeKuo.length + 1} dimensions here`);
  const v = Array.from({ length: dimensions }, (_, d) => directionNumbers(d));
  const shift = Float64Array.from(randomStream(seed, dimensions)());
  const state = new Uint32Array(dimensions);
  const point = new Float64Array(dimensions);
  let index = from;
  const gray = from ^ (from >>> 1);
  for (let bit = 0; bit < bits; bit++) if ((gray >>> bit) & 1) for (let d = 0; d < dimensions; d++) state[d] ^= v[d][bit];
  return () => {
    for (let d = 0; d < dimensions; d++) {
      const u = (state[d] + 0.5) / 2 ** bits + shift[d];
      point[d] = u < 1 ? u : u - 1;
      if (point[d] === 0) point[d] = 2 ** -(bits + 1);
    }
    // The next point flips the direction number of the lowest zero bit of the index.
    const bit = 31 - Math.clz32(~index & (index + 1));
    for (let d = 0; d < dimensions; d++) state[d] ^= v[d][bit];
    index++;
    return point;
  };
}
