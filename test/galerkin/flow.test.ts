import { describe, expect, test } from 'vitest';
import type { Particles } from '../../src/contracts.ts';
import { fieldSpace, type FieldSpace } from '../../src/galerkin/fields.ts';
import { CoordinateFlow } from '../../src/galerkin/flow.ts';
import { Preconditioner } from '../../src/galerkin/preconditioner.ts';
import { spatialScore } from '../../src/galerkin/spatial-score.ts';
import {
  basisOf,
  determinant,
  difference,
  dot,
  fieldAt,
  frameOf,
  passesOver,
  pointOf,
  randomNumbers,
  randomParticles,
  spaceOf,
  valuesAt,
} from './small.ts';

interface Case {
  readonly space: FieldSpace;
  readonly particles: Particles;
  readonly flow: CoordinateFlow;
}

const spaces: [string, FieldSpace][] = [
  ['0X-2V', spaceOf(basisOf(frameOf(0, 2), 0, 4), 3)],
  ['1X-2V', spaceOf(basisOf(frameOf(1, 2), 1, 3), 3)],
  ['1X-3V', spaceOf(basisOf(frameOf(1, 3), 1, 2), 2)],
  ['3X-3V in free space', fieldSpace(basisOf(frameOf(3, 3, true), 1, 2), (k) => (k === 0 ? 2 : 1))],
];

async function flowOver(space: FieldSpace, more: Partial<ConstructorParameters<typeof CoordinateFlow>[0]> = {}): Promise<Case> {
  const particles = randomParticles(500, space.basis);
  const flow = new CoordinateFlow({ space, particles, passes: passesOver(), rates: async () => {}, strength: 1, ...more });
  expect(await flow.rebase()).toBe(true);
  return { space, particles, flow };
}

/** A displaced point: every determinant within (0.5, 2), as in a run. */
function displaced({ flow, space }: Case, size = 0.008): Float64Array {
  const y = flow.vector();
  flow.toCoordinates(randomNumbers(space.size, 11).map((x) => size * x), y);
  return y.map((value, a) => value + flow.origin[a]);
}

/** Velocity and Jacobian I + Du of the displacement c at every particle, by direct evaluation. */
function displacement({ space, particles }: Case, c: ArrayLike<number>) {
  return Array.from({ length: particles.count }, (_, i) => {
    const { x, v } = pointOf(particles, i);
    const velocity = v.slice();
    const jacobian = v.map((__, j) => v.map((___, l) => (j === l ? 1 : 0)));
    for (let a = 0; a < space.size; a++) {
      const field = fieldAt(space, a, x, v);
      v.forEach((__, j) => {
        velocity[j] += c[a] * field.value[j];
        v.forEach((___, l) => (jacobian[j][l] += c[a] * field.jacobian[j][l]));
      });
    }
    return { velocity, jacobian };
  });
}

describe.each(spaces)('the flow in coordinates: %s', (_, space) => {
  test('has the velocities as its origin: norm, momentum and constants are those of the particles', async () => {
    const { flow, particles } = await flowOver(space);
    const sum = (term: (i: number) => number): number =>
      Array.from({ length: particles.count }, (__, i) => particles.weight[i] * term(i)).reduce((a, b) => a + b);
    const { velocity } = particles;
    // Half the digits of a condition number of some ten are lost twice.
    expect(
      flow.space.exactDot(flow.origin, flow.origin) /
        sum((i) =>
          dot(
            velocity.map((v) => v[i]),
            velocity.map((v) => v[i]),
          ),
        ),
    ).toBeCloseTo(1, 13);
    expect(flow.space.mass()).toBeCloseTo(
      sum(() => 1),
      13,
    );
    expect(
      difference(
        flow.space.sum(flow.origin),
        velocity.map((v) => sum((i) => v[i])),
      ),
    ).toBeLessThan(1e-13);
    expect(flow.space.squareAbout([0.3, -0.2, 0.1].slice(0, velocity.length), flow.origin)).toBeCloseTo(
      sum((i) => velocity.reduce((all, v, d) => all + (v[i] - [0.3, -0.2, 0.1][d]) ** 2, 0)), 12,
    );
  });

  test('has an entropy that is sum w log det(I + Du) of direct algebra', async () => {
    const one = await flowOver(space);
    const y = displaced(one);
    const moved = displacement(one, one.flow.toCoefficients(y, one.flow.origin).slice());
    const wanted = moved.reduce((sum, { jacobian }, i) => sum + one.particles.weight[i] * Math.log(determinant(jacobian)), 0);
    expect(Math.abs(wanted)).toBeGreaterThan(1e-4);
    expect(Math.abs((await one.flow.entropy(y)) - wanted)).toBeLessThan(1e-14);
  });

  test('has the score -grad F at a displaced point, by finite differences, and tells F with it', async () => {
    const one = await flowOver(space);
    const { flow } = one;
    const y = displaced(one);
    const score = flow.vector();
    expect(await flow.score(y, score)).toBe(await flow.entropy(y));
    const h = 1e-5;
    const numbers = Array.from({ length: space.size }, (__, a) => a);
    const slopes: number[] = [];
    for (const a of numbers) {
      const at = async (by: number): Promise<number> => flow.entropy(y.map((value, b) => value + (a === b ? by : 0)));
      slopes.push(((await at(h)) - (await at(-h))) / (2 * h));
    }
    // h^2 times third derivatives of log det, and rounding of F over h.
    expect(difference(score.subarray(0, space.size), slopes.map((slope) => -slope))).toBeLessThan(1e-7);
    expect(score.subarray(space.size).every((x) => x === 0)).toBe(true);
  });

  test("is at u = 0 score matching: sum w (g . phi + div phi) = 0 for every field (Hyvarinen's normal equations)", async () => {
    const { flow, particles } = await flowOver(space);
    const y = flow.vector();
    await flow.score(flow.origin, y);
    const c = flow.toCoefficients(y).slice();
    const residuals = new Float64Array(space.size), size = new Float64Array(space.size);
    for (let i = 0; i < particles.count; i++) {
      const { x, v } = pointOf(particles, i);
      const fields = Array.from({ length: space.size }, (__, a) => fieldAt(space, a, x, v));
      const g = v.map((__, j) => fields.reduce((sum, { value }, a) => sum + c[a] * value[j], 0));
      fields.forEach(({ value, jacobian }, a) => {
        const divergence = jacobian.reduce((sum, row, j) => sum + row[j], 0);
        residuals[a] += particles.weight[i] * (dot(g, value) + divergence);
        size[a] += particles.weight[i] * Math.abs(divergence) + 1e-3 / particles.count;
      });
    }
    // Normal equations of a condition number of some hundred.
    expect(Math.max(...residuals.map((r, a) => Math.abs(r) / size[a]))).toBeLessThan(1e-11);
  });

  test('moves the particles by the field of the coordinates, and their log f by the exact change of variables', async () => {
    const one = await flowOver(space);
    const { flow, particles } = one;
    const y = displaced(one);
    const moved = displacement(one, flow.toCoefficients(y, flow.origin).slice());
    const F = await flow.entropy(y);
    const logDensity = randomNumbers(particles.capacity);
    const before = logDensity.slice();
    const determinants = moved.map(({ jacobian }) => determinant(jacobian));
    const { least, greatest, moved: done } = await flow.displace(y, logDensity, { least: 0.3, greatest: 3 });
    expect(done).toBe(true);
    expect(least).toBeCloseTo(Math.min(...determinants), 13);
    expect(greatest).toBeCloseTo(Math.max(...determinants), 13);
    particles.velocity.forEach((column, d) =>
      expect(
        difference(
          column.subarray(0, particles.count),
          moved.map(({ velocity }) => velocity[d]),
        ),
      ).toBeLessThan(1e-14),
    );
    const gained = Array.from({ length: particles.count }, (__, i) => particles.weight[i] * (before[i] - logDensity[i])).reduce(
      (a, b) => a + b,
    );
    expect(gained).toBeCloseTo(F, 14);
  });

  test('moves nothing when a determinant leaves what is allowed', async () => {
    const one = await flowOver(space);
    const { flow, particles } = one;
    const before = particles.velocity.map((column) => column.slice());
    const logDensity = new Float64Array(particles.capacity);
    const { moved } = await flow.displace(displaced(one), logDensity, { least: 0.999, greatest: 1.001 });
    expect(moved).toBe(false);
    particles.velocity.forEach((column, d) => expect(column).toEqual(before[d]));
    expect(logDensity.every((x) => x === 0)).toBe(true);
  });
});

test('rates are the w-orthogonal projection of the particles\' rates: every field sees the same work', async () => {
  const space = spaces[1][1];
  const given = [randomNumbers(504, 31), randomNumbers(504, 32)];
  const { flow, particles } = await flowOver(space, {
    strength: 0.7,
    rates: async (_, __, rate) => rate.forEach((column, d) => column.set(given[d].subarray(0, column.length))),
  });
  const y = flow.vector(), rate = flow.vector();
  await flow.collide(flow.origin, y, rate);
  const c = flow.toCoefficients(rate).slice();
  const fields = Array.from({ length: particles.count }, (_, i) => {
    const { x, v } = pointOf(particles, i);
    return Array.from({ length: space.size }, (__, a) => fieldAt(space, a, x, v).value);
  });
  const rates = fields.map((values) => values[0].map((_, j) => values.reduce((sum, value, b) => sum + c[b] * value[j], 0)));
  for (let a = 0; a < space.size; a++) {
    let [projected, original, size] = [0, 0, 0];
    for (let i = 0; i < particles.count; i++) {
      const value = fields[i][a];
      projected += particles.weight[i] * dot(rates[i], value);
      original += 0.7 * particles.weight[i] * dot(given.map((column) => column[i]), value);
      size += particles.weight[i] * Math.hypot(...value);
    }
    expect(Math.abs(projected - original)).toBeLessThan(1e-12 * size);
  }
}, 30_000);

test('dependent functions are told: two particles carry no cubic', async () => {
  const space = spaces[0][1];
  const particles = randomParticles(2, space.basis);
  const flow = new CoordinateFlow({ space, particles, passes: passesOver(), rates: async () => {}, strength: 1 });
  expect(await flow.rebase()).toBe(false);
});

test("the spatial score obeys the normal equations in x: sum w (g_x phi + d phi / d x) = 0", async () => {
  for (const space of [spaces[1][1], spaces[3][1]]) {
    const { flow, particles } = await flowOver(space);
    const { basis } = space;
    const coefficients = spatialScore(basis, flow.products, flow.moments)!;
    const h = 1e-5;
    basis.axes.forEach((_, d) => {
      const residuals = new Float64Array(basis.size);
      for (let i = 0; i < particles.count; i++) {
        const { x, v } = pointOf(particles, i);
        const shifted = (by: number): Float64Array => valuesAt(basis, x.map((value, e) => (e === d ? value + by : value)), v);
        const [values, up, down] = [shifted(0), shifted(h), shifted(-h)];
        const g = dot(values, coefficients.subarray(d * basis.size, (d + 1) * basis.size));
        values.forEach((value, a) => (residuals[a] += particles.weight[i] * (g * value + (up[a] - down[a]) / (2 * h))));
      }
      // Central differences.
      expect(Math.max(...residuals.map(Math.abs))).toBeLessThan(1e-8);
    });
  }
});

describe('the preconditioner', () => {
  test.each([[2, 6, 3], [3, 2, 2]])('solves the linearised step under a Maxwellian exactly (%dV)', (dv, degree, free) => {
    const frame = { axes: [], centre: frameOf(0, dv).centre, scale: frameOf(0, dv).scale };
    const space = spaceOf(basisOf(frame, 0, degree), free);
    const { size } = space;
    // Every matrix by the trapezoidal rule, exact to rounding for a Gaussian.
    const spacing = dv === 2 ? 0.55 : 0.7;
    const line = Array.from({ length: 39 }, (_, k) => (k - 19) * spacing);
    const nodes = line
      .flatMap((a) => line.flatMap((b) => (dv === 2 ? [[a, b]] : line.map((c) => [a, b, c]))))
      .filter((c) => dot(c, c) < (dv === 2 ? 121 : 81));
    const T = frame.scale[0] ** 2;
    const matrices = Array.from({ length: 3 }, () => Array.from({ length: size }, () => new Float64Array(size)));
    const [N, A, K] = matrices;
    const total = nodes.reduce((sum, c) => sum + Math.exp(-dot(c, c) / 2), 0);
    for (const c of nodes) {
      const y = c.map((value, d) => value * frame.scale[d]);
      const v = y.map((value, d) => value + frame.centre[d]);
      const weight = Math.exp(-dot(c, c) / 2) / total;
      const fields = Array.from({ length: size }, (_, a) => fieldAt(space, a, [], v));
      for (let a = 0; a < size; a++) {
        const p = fields[a].value;
        const square = dot(y, y) + (dv - 1) * T, along = dot(y, p);
        const diffused = p.map((value, d) => square * value - y[d] * along);
        for (let b = 0; b <= a; b++) {
          const q = fields[b];
          const gram = weight * dot(p, q.value);
          let trace = 0;
          for (let i = 0; i < dv; i++) for (let j = 0; j < dv; j++) trace += fields[a].jacobian[i][j] * q.jacobian[j][i];
          N[a][b] += gram;
          A[a][b] += weight * dot(diffused, q.value);
          K[a][b] += gram / T + weight * trace;
        }
      }
    }
    for (const M of matrices) for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) M[b][a] = M[a][b];
    const times = (M: readonly Float64Array[], x: ArrayLike<number>): Float64Array => Float64Array.from(M, (row) => dot(row, x));
    const solve = (M: readonly Float64Array[], b: Float64Array): Float64Array => {
      const rows = M.map((row, i) => [...row, b[i]]);
      for (let k = 0; k < size; k++) {
        for (let i = k + 1; i < size; i++) {
          const factor = rows[i][k] / rows[k][k];
          for (let j = k; j <= size; j++) rows[i][j] -= factor * rows[k][j];
        }
      }
      const x = new Float64Array(size);
      for (let i = size - 1; i >= 0; i--)
        x[i] = (rows[i][size] - rows[i].slice(i + 1, size).reduce((sum, value, j) => sum + value * x[i + 1 + j], 0)) / rows[i][i];
      return x;
    };
    const [rate, step] = [0.8, 0.1];
    const right = randomNumbers(size);
    const c = right.slice();
    new Preconditioner(space, rate).apply(c, step);
    const back = solve(N, times(A, solve(N, times(K, c)))).map((value, a) => c[a] + ((rate * step) / 2) * value);
    // Polynomials of degree 14 (2V) and 6 (3V) times a Gaussian: the quadrature's aliasing.
    expect(difference(back, right)).toBeLessThan(1e-9);
  });
});
