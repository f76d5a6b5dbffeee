import { describe, expect, test } from 'vitest';
import {
  components,
  fieldSpace,
  gramMatrix,
  innerProducts,
  jacobianCoefficients,
  jacobianProducts,
  velocityDerivatives,
  type FieldSpace,
} from '../../src/galerkin/fields.ts';
import { productTables } from '../../src/galerkin/products.ts';
import { scalarGram } from '../../src/galerkin/remap.ts';
import { lowered } from '../../src/galerkin/basis.ts';
import {
  basisOf,
  difference,
  dot,
  fieldAt,
  frameOf,
  passesOver,
  pointOf,
  randomNumbers,
  randomParticles,
  spaceFunction,
  spaceOf,
  valuesAt,
  velocityFunction,
} from './small.ts';

const cases: [string, FieldSpace][] = [
  ['0X-2V', spaceOf(basisOf(frameOf(0, 2), 0, 5), 3)],
  ['0X-3V, gradients only', spaceOf(basisOf(frameOf(0, 3), 0, 4), 1)],
  ['1X-2V', spaceOf(basisOf(frameOf(1, 2), 2, 4), 3)],
  ['2X-3V', spaceOf(basisOf(frameOf(2, 3), 1, 3), 2)],
  ['3X-3V in free space', fieldSpace(basisOf(frameOf(3, 3, true), 1, 3), (k) => (k === 0 ? 3 : 2))],
];

describe.each(cases)('a space of fields: %s', (_, space) => {
  const { basis, size, dimensions } = space;
  const particles = randomParticles(150, basis);
  const points = Array.from({ length: particles.count }, (__, i) => pointOf(particles, i));
  const fields = points.map(({ x, v }) => Array.from({ length: size }, (__, a) => fieldAt(space, a, x, v)));

  test('turns coefficients into components and their Jacobian at every point', () => {
    const c = randomNumbers(size);
    const component = new Float64Array(dimensions * space.range.size);
    const jacobian = new Float64Array(dimensions ** 2 * space.derivatives.size);
    components(space, c, component);
    jacobianCoefficients(space, velocityDerivatives(basis), component, jacobian);
    const low = { ...basis, ...lowered(basis, 1) };
    const found: number[] = [], wanted: number[] = [];
    points.slice(0, 10).forEach(({ x, v }, i) => {
      const values = valuesAt(basis, x, v), slopes = valuesAt(low, x, v);
      for (let j = 0; j < dimensions; j++) {
        found.push(dot(values, component.subarray(j * values.length, (j + 1) * values.length)));
        wanted.push(fields[i].reduce((sum, { value }, a) => sum + c[a] * value[j], 0));
        for (let l = 0; l < dimensions; l++) {
          const block = (j * dimensions + l) * slopes.length;
          found.push(dot(slopes, jacobian.subarray(block, block + slopes.length)));
          wanted.push(fields[i].reduce((sum, field, a) => sum + c[a] * field.jacobian[j][l], 0));
        }
      }
    });
    expect(difference(found, wanted)).toBeLessThan(3e-14);
  });

  test('has Jacobians that are the derivatives of its fields', () => {
    const h = 1e-6;
    for (const { x, v } of points.slice(0, 3)) {
      const worst = Array.from({ length: size }, (__, a) => {
        const { value, jacobian } = fieldAt(space, a, x, v);
        const wide = 1 + Math.max(...value.map(Math.abs));
        return Math.max(...v.map((___, l) => {
          const at = (by: number): number[] => fieldAt(space, a, x, v.map((u, d) => (d === l ? u + by : u))).value;
          const [up, down] = [at(h), at(-h)];
          return Math.max(...jacobian.map((row, j) => Math.abs(row[l] - (up[j] - down[j]) / (2 * h)) / wide));
        }));
      });
      // Rounding over h; h^2 times third derivatives is less.
      expect(Math.max(...worst)).toBeLessThan(1e-8);
    }
  });

  test('has inner products and products of Jacobians that are the direct sums', async () => {
    const passes = passesOver();
    const g = Array.from({ length: dimensions }, (__, d) => randomNumbers(particles.capacity, 20 + d));
    const inner = new Float64Array(size);
    innerProducts(space, await passes.moments(basis, particles, g), inner);
    const direct = (term: (i: number, a: number) => number): number[] =>
      Array.from({ length: size }, (__, a) => points.reduce((sum, ___, i) => sum + particles.weight[i] * term(i, a), 0));
    expect(difference(inner, direct((i, a) => fields[i][a].value.reduce((sum, value, j) => sum + value * g[j][i], 0)))).toBeLessThan(3e-14);

    const Y = Array.from({ length: dimensions ** 2 }, (__, d) => randomNumbers(particles.capacity, 40 + d));
    const low = { ...basis, ...lowered(basis, 1) };
    const gathered = new Float64Array(Y.length * low.size);
    points.forEach(({ x, v }, i) => {
      const values = valuesAt(low, x, v);
      Y.forEach((column, m) => values.forEach((value, a) => (gathered[m * low.size + a] += particles.weight[i] * column[i] * value)));
    });
    const slopes = new Float64Array(size);
    jacobianProducts(space, velocityDerivatives(basis), gathered, slopes);
    const traces = direct((i, a) =>
      fields[i][a].jacobian.reduce((sum, row, j) => sum + row.reduce((all, value, l) => all + value * Y[j * dimensions + l][i], 0), 0),
    );
    expect(difference(slopes, traces)).toBeLessThan(3e-14);
  });

  test('has the Gram matrix of the direct sums, of fields and of scalar functions', async () => {
    const products = productTables(basis);
    const moments = await passesOver().moments(products.basis, particles);
    const gram = Float64Array.from({ length: size * size }, (__, k) => {
      const [a, b] = [Math.floor(k / size), k % size];
      return points.reduce((sum, ___, i) => sum + particles.weight[i] * dot(fields[i][a].value, fields[i][b].value), 0);
    });
    // Moments up to twice the degree: some hundred in size before they cancel.
    expect(difference(gramMatrix(space, products, moments), gram)).toBeLessThan(3e-14);
    const n = basis.size;
    const values = points.map(({ x, v }) => valuesAt(basis, x, v));
    const scalar = Float64Array.from({ length: n * n }, (__, k) =>
      values.reduce((sum, f, i) => sum + particles.weight[i] * f[Math.floor(k / n)] * f[k % n], 0));
    expect(difference(scalarGram(basis, products, moments), scalar)).toBeLessThan(3e-14);
  });

  test('has functions that are independent, each once', () => {
    const vectors = Array.from({ length: size }, (__, a) => points.flatMap((___, i) => fields[i][a].value));
    // Elimination with the largest vector first: what is left of the last one is no rounding.
    for (let a = 0; a < size; a++) {
      const norms = vectors.slice(a).map((vector) => Math.hypot(...vector));
      const largest = a + norms.indexOf(Math.max(...norms));
      [vectors[a], vectors[largest]] = [vectors[largest], vectors[a]];
      const norm = Math.hypot(...vectors[a]);
      expect(norm).toBeGreaterThan(1e-6);
      for (let b = a + 1; b < size; b++) {
        const along = dot(vectors[a], vectors[b]) / norm ** 2;
        vectors[b] = vectors[b].map((value, k) => value - along * vectors[a][k]);
      }
    }
  });
});

describe('what a space holds', () => {
  const space = spaceOf(basisOf(frameOf(1, 2), 1, 5), 3);
  const particles = randomParticles(300, space.basis);
  const points = Array.from({ length: 300 }, (_, i) => pointOf(particles, i));

  /** How much of a field of v is outside the space: least squares by orthogonalised fields. */
  const outside = (field: (v: readonly number[]) => number[]): number => {
    const known: number[][] = [];
    const rest = (vector: number[]): number[] => {
      for (let pass = 0; pass < 2; pass++) for (const q of known) {
        const along = dot(q, vector);
        vector = vector.map((value, k) => value - along * q[k]);
      }
      return vector;
    };
    for (let a = 0; a < space.size; a++) {
      const left = rest(points.flatMap(({ x, v }) => fieldAt(space, a, x, v).value));
      known.push(left.map((value) => value / Math.hypot(...left)));
    }
    const vector = points.flatMap(({ v }) => field(v));
    return Math.hypot(...rest(vector)) / Math.hypot(...vector);
  };

  test('is every cubic of v, among them the test fields N(v - v*) S (v - v*) of the second moments, which have a curl', () => {
    const S = [[1, 0.3], [0.3, -1]];
    expect(outside(([a, b]) => {
      const y = [a - 0.7, b + 0.4];
      const Sy = S.map((row) => dot(row, y));
      return y.map((value, d) => dot(y, y) * Sy[d] - value * dot(y, Sy));
    })).toBeLessThan(1e-12);
    expect(outside(([a, b]) => [b ** 3 - a, 2])).toBeLessThan(1e-12);
  });

  test('is gradients beyond: grad v_x^6 is inside, a field of degree 4 with a curl is not, nor degree 6', () => {
    expect(outside(([a]) => [a ** 5, 0])).toBeLessThan(1e-12);
    expect(outside(([, b]) => [b ** 4, 0])).toBeGreaterThan(1e-3);
    expect(outside(([a]) => [a ** 6, 0])).toBeGreaterThan(1e-3);
  });
});

test('the moments of a fitting Maxwellian make every basis orthonormal', () => {
  const basis = basisOf(frameOf(1, 3), 2, 3);
  const products = productTables(basis);
  // 1 for the constant and 0 for every other function.
  const moments = new Float64Array(products.basis.size);
  moments[0] = 1;
  const gram = scalarGram(basis, products, moments);
  const identity = gram.map((_, k) => (k % (basis.size + 1) === 0 ? 1 : 0));
  expect(difference(gram, identity)).toBeLessThan(1e-14);
});

test('products of functions are sums over the product basis, pointwise', () => {
  const basis = basisOf(frameOf(2, 2), 2, 3);
  const products = productTables(basis);
  const large = products.basis;
  const [x, v] = [[0.7, 2.2], [0.3, -1.4]];
  for (let k = 0; k < basis.space.length; k++) {
    for (let l = 0; l <= k; l++) {
      const sum = products.space[k][l].reduce((total, { index, factor }) => total + factor * spaceFunction(large, index, x), 0);
      expect(sum).toBeCloseTo(spaceFunction(basis, k, x) * spaceFunction(basis, l, x), 13);
    }
  }
  for (let a = 0, pair = 0; a < products.count; a++) {
    for (let b = 0; b <= a; b++, pair++) {
      let sum = 0;
      for (let t = products.start[pair]; t < products.start[pair + 1]; t++)
        sum += products.factor[t] * velocityFunction(large, products.index[t], v);
      expect(sum).toBeCloseTo(velocityFunction(basis, a, v) * velocityFunction(basis, b, v), 12);
    }
  }
});
