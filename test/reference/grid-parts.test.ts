import { describe, expect, it } from 'vitest';
import { besselJ } from '../../src/reference/grid/bessel.ts';
import { Chebyshev, stagesFor } from '../../src/reference/grid/chebyshev.ts';
import { ConvolutionFields } from '../../src/reference/grid/convolution-fields.ts';
import type { CollisionFields } from '../../src/reference/grid/fields.ts';
import { FourierDerivative } from '../../src/reference/grid/fourier-derivative.ts';
import { gridMesh, type GridMesh } from '../../src/reference/grid/mesh.ts';
import { MomentFields } from '../../src/reference/grid/moment-fields.ts';
import { spatialKernel } from '../../src/reference/grid/spatial-kernel.ts';
import { Transport } from '../../src/reference/grid/transport.ts';
import { initialDensity } from '../../src/reference/initial-density.ts';
import { panels } from '../../src/reference/quadrature.ts';
import { component, cosine, periodicScenario, type ScenarioChange } from './scenarios.ts';

type Points = number | readonly number[];

function fieldOf(
  change: ScenarioChange, velocityPoints: Points, positionPoints = 4, velocityHalfWidth?: readonly number[],
): { mesh: GridMesh; f: Float64Array } {
  const scenario = periodicScenario(change);
  const mesh = gridMesh(scenario, { velocityPoints, positionPoints, velocityHalfWidth });
  const density = initialDensity(scenario);
  const f = new Float64Array(mesh.positions * mesh.slab);
  for (let m = 0; m < mesh.positions; m++) {
    for (let q = 0; q < mesh.slab; q++) f[m * mesh.slab + q] = density(mesh.position.map((x) => x[m]), mesh.coordinates.map((v) => v[q]));
  }
  return { mesh, f };
}

describe('Bessel functions', () => {
  it('have the tabulated values (Abramowitz & Stegun, tables 9.1 and 9.2)', () => {
    expect(besselJ(5)[0]).toBeCloseTo(-0.177596771314338, 14);
    expect(besselJ(5)[1]).toBeCloseTo(-0.3275791375914652, 14);
    expect(besselJ(50)[0]).toBeCloseTo(0.0558123276692518, 14);
    expect(besselJ(50)[1]).toBeCloseTo(-0.0975118281251751, 14);
  });

  it('pass from one formula to the other smoothly: J_0(z) = J_0(20) + J_0\'(20) (z - 20) + ...', () => {
    const h = 1e-5;
    const [below] = besselJ(20 - h);
    const [above] = besselJ(20 + h);
    // J_0' = -J_1; the next odd term is h^3/3.
    expect(Math.abs(above - below + 2 * h * besselJ(20)[1])).toBeLessThan(2e-15);
  });
});

describe('the Fourier derivative', () => {
  it('is exact for band-limited lines along any axis and sums to zero', () => {
    const n = 12;
    const h = (2 * Math.PI) / n;
    const f = Float64Array.from(
      { length: n * n },
      (_, q) => Math.sin(3 * (Math.floor(q / n) + 0.5) * h) * Math.cos(5 * ((q % n) + 0.5) * h),
    );
    const out = new Float64Array(n * n);
    new FourierDerivative(n, h).apply(f, out, n, false);
    out.forEach((value, q) => {
      expect(value).toBeCloseTo(3 * Math.cos(3 * (Math.floor(q / n) + 0.5) * h) * Math.cos(5 * ((q % n) + 0.5) * h), 12);
    });
    new FourierDerivative(n, h).apply(f, out, 1, true);
    // Any data, band-limited or not: the divergence has no mean, to rounding of sums of order 10.
    const rough = f.map((_, q) => Math.sin(q * q));
    new FourierDerivative(n, h).apply(rough, out, 1, false);
    expect(Math.abs(out.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-12);
  });
});

it('transport shifts every Fourier mode exactly and keeps the mass', () => {
  const { mesh, f } = fieldOf({ components: [component({ space: cosine([0.4], [3]) })] }, 16, 16);
  const before = f.reduce((sum, value) => sum + value, 0);
  const start = f.slice();
  const time = 0.37;
  new Transport(mesh, time).apply(f);
  expect(Math.abs(f.reduce((sum, value) => sum + value, 0) / before - 1)).toBeLessThan(1e-14);
  for (const p of [0, 3 * mesh.slab + 40, 11 * mesh.slab + 100]) {
    const x = mesh.position[0][Math.floor(p / mesh.slab)];
    const v = mesh.coordinates[0][p % mesh.slab];
    const expected = (start[p] * (1 + 0.4 * Math.cos(3 * (x - v * time)))) / (1 + 0.4 * Math.cos(3 * x));
    expect(Math.abs(f[p] - expected)).toBeLessThan(1e-15);
  }
});

it('the Chebyshev scheme is of second order and stable on stiff lines', () => {
  // y' = -rate (y - exp(-t)) - exp(-t), t as a second component; exact solution exp(-t) from y(0) = 1.
  const error = (rate: number, steps: number): number => {
    const y = Float64Array.of(1, 0);
    const scheme = new Chebyshev(2);
    for (let n = 0; n < steps; n++) {
      scheme.step((s, out) => {
        out[0] = -rate * (s[0] - Math.exp(-s[1])) - Math.exp(-s[1]);
        out[1] = 1;
      }, y, 1 / steps, stagesFor(rate / steps));
    }
    return Math.abs(y[0] - Math.exp(-1));
  };
  const ratio = error(2, 20) / error(2, 40);
  expect(ratio).toBeGreaterThan(3.5);
  expect(ratio).toBeLessThan(4.6);
  expect(error(1e6, 10)).toBeLessThan(1e-2);
});

describe('the collision fields', () => {
  const largestError = (a: Float64Array, b: (q: number) => number, keep: (q: number) => boolean): number => {
    let error = 0;
    let scale = 0;
    a.forEach((value, q) => {
      if (!keep(q)) return;
      error = Math.max(error, Math.abs(value - b(q)));
      scale = Math.max(scale, Math.abs(value));
    });
    return error / scale;
  };

  it.each([
    [2, 32, 1],
    [3, 24, 1],
    [2, 32, 0],
    [2, [40, 28], 0],
    [3, [32, 20, 28], 1],
  ] as const)('by convolution agree with the closed moment formulas for gamma = 0 (%iV, points %o, kappa %i)', (dv, points, flat) => {
    const velocity = [0.3, 0, -0.2].slice(0, dv);
    const { mesh, f } = fieldOf(
      {
        dimensions: { x: 1, v: dv },
        components: [component({ velocity, temperature: [1.4, 1, 1.1].slice(0, dv), space: cosine([0.4], [1]) })],
      },
      points,
    );
    const kernel = spatialKernel(mesh, flat ? () => 1 : (r) => Math.exp(-r * r));
    const closed = new MomentFields(mesh, kernel);
    const convolved = new ConvolutionFields(mesh, kernel, () => 1, false);
    closed.update(f);
    convolved.update(f);
    // Both are exact for band-limited f: what is left is f beyond the band, exp(-(pi/h)^2 T / 2), times |v|^2.
    const band = Math.exp(-((Math.PI / Math.max(...mesh.spacings)) ** 2) / 2) * 1e3;
    for (const m of [0, 1]) {
      const exact = closed.slab(m);
      const other = convolved.slab(m);
      [...exact.diffusion, ...exact.drift].forEach((column, i) => {
        const test = [...other.diffusion, ...other.drift][i];
        expect(
          largestError(
            column,
            (q) => test[q],
            () => true,
          ),
        ).toBeLessThan(Math.max(1e-9, band));
      });
    }
  });

  type Fields = { mesh: GridMesh; fields: CollisionFields };
  const fieldsFor = (dv: number, points: Points, gamma: number, halfWidth?: readonly number[]): Fields => {
    const components = [component({ velocity: Array.from({ length: dv }, () => 0) })];
    const { mesh, f } = fieldOf({ dimensions: { x: 0, v: dv }, components }, points, 4, halfWidth);
    const fields = new ConvolutionFields(mesh, spatialKernel(mesh, () => 1), (r) => r ** gamma, false);
    fields.update(f);
    return { mesh, fields };
  };

  const coulomb = 'for the unsoftened Coulomb kernel in 3V have the trace 2 int f/|w| = 2 erf(v/sqrt 2)/v of a Maxwellian, %s';
  it.each([
    ['a cube', 24, undefined], ['a box with spacings 0.54, 0.5 and 0.45', [24, 28, 28], [6.5, 7, 6.3]],
  ] as const)(coulomb, (_, points, halfWidth) => {
    const { mesh, fields } = fieldsFor(3, points, -3, halfWidth);
    const [a11, , , a22, , a33] = fields.slab(0).diffusion;
    const trace = a11.map((value, q) => value + a22[q] + a33[q]);
    const rule = panels([0, 1], 30);
    const potential = (v: number): number =>
      (4 / Math.sqrt(2 * Math.PI)) * rule.nodes.reduce((sum, s, i) => sum + rule.weights[i] * Math.exp((-s * s * v * v) / 2), 0);
    const speed = (q: number): number => Math.hypot(...mesh.coordinates.map((line) => line[q]));
    // Band-limited with spacings up to h = 0.54: exp(-(pi/h)^2 / 2) = 5e-8, and the kernel's 1/k^2 makes it smaller.
    expect(largestError(trace, (q) => potential(speed(q)), (q) => speed(q) < 5)).toBeLessThan(1e-7);
  });

  it('for gamma = -3 in 2V have the trace int f/|w| = sqrt(pi/2) exp(-v^2/4) I_0(v^2/4) of a Maxwellian', () => {
    const { mesh, fields } = fieldsFor(2, 32, -3);
    const [a11, , a22] = fields.slab(0).diffusion;
    const trace = a11.map((value, q) => value + a22[q]);
    // exp(-z) I_0(z) = mean over angles of exp(z (cos t - 1)).
    const scaled = (z: number): number =>
      Array.from({ length: 200 }, (_, j) => Math.exp(z * (Math.cos((2 * Math.PI * j) / 200) - 1))).reduce((a, b) => a + b) / 200;
    const square = (q: number): number => mesh.coordinates[0][q] ** 2 + mesh.coordinates[1][q] ** 2;
    expect(largestError(trace, (q) => Math.sqrt(Math.PI / 2) * scaled(square(q) / 4), (q) => square(q) < 30)).toBeLessThan(1e-8);
  });
});
