import { describe, expect, it } from 'vitest';
import { evolveMoments } from '../../src/reference/moments.ts';

type Vector = readonly number[];

/** Points c and weights whose mean is 0: a cloud standing in for f, for which every sum below is exact. */
function cloud(dx: number, dv: number) {
  const random = (i: number): number => Math.sin(12.9898 * i + 1.3) * 1.7 - Math.cos(7.1 * i);
  return Array.from({ length: 40 }, (_, p) => ({
    weight: 0.02 + 0.001 * (p % 7),
    x: Array.from({ length: dx }, (__, i) => random(p * 11 + i) + 0.4 * random(p * 5 + 70)),
    v: Array.from({ length: dv }, (__, i) => random(p * 13 + i + 40) * (i + 1) + 0.3 * random(p * 5 + 70)),
  }));
}

type Cloud = ReturnType<typeof cloud>;

function momentsOf(points: Cloud, dx: number, dv: number) {
  const mass = points.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (entry: (p: Cloud[number]) => number): number => points.reduce((sum, p) => sum + p.weight * entry(p), 0) / mass;
  const axes = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  const meanX = axes(dx).map((i) => mean((p) => p.x[i]));
  const meanV = axes(dv).map((i) => mean((p) => p.v[i]));
  return {
    mass, meanX, meanV,
    covXX: axes(dx).map((i) => axes(dx).map((j) => mean((p) => (p.x[i] - meanX[i]) * (p.x[j] - meanX[j])))),
    covXV: axes(dx).map((i) => axes(dv).map((j) => mean((p) => (p.x[i] - meanX[i]) * (p.v[j] - meanV[j])))),
    covVV: axes(dv).map((i) => axes(dv).map((j) => mean((p) => (p.v[i] - meanV[i]) * (p.v[j] - meanV[j])))),
  };
}

/**
 * Weak form of (1.1) with gamma = 0, kappa = 1, for a test function phi(x, v) of degree <= 2 in v:
 * d/dt int phi f = int v.grad_x phi f + s int int f f* (A_w : grad grad phi + 2 b_w . grad phi), A_w = |w|^2 I - w w^T,
 * b_w = div A_w = -(d-1) w (integrate by parts twice). Evaluated as a double sum over the cloud, sharing no formula
 * with the hierarchy. `gradient` and `hessian` are in v.
 */
function weakRate(
  points: Cloud,
  strength: number,
  phi: { transport: (x: Vector, v: Vector) => number; gradient: (x: Vector, v: Vector) => Vector; hessian: Vector[] },
): number {
  let rate = 0;
  for (const a of points) {
    rate += a.weight * phi.transport(a.x, a.v);
    const gradient = phi.gradient(a.x, a.v);
    for (const b of points) {
      const w = a.v.map((value, i) => value - b.v[i]);
      const square = w.reduce((sum, value) => sum + value * value, 0);
      let sum = 0;
      for (let i = 0; i < w.length; i++) {
        sum += -2 * (w.length - 1) * w[i] * gradient[i];
        for (let j = 0; j < w.length; j++) sum += ((i === j ? square : 0) - w[i] * w[j]) * phi.hessian[i][j];
      }
      rate += strength * a.weight * b.weight * sum;
    }
  }
  return rate;
}

describe.each([[1, 2], [1, 3], [2, 2], [2, 3], [3, 3]])('the moment hierarchy in %iX-%iV', (dx, dv) => {
  const points = cloud(dx, dv);
  const initial = momentsOf(points, dx, dv);
  const equation = { dimensions: { x: dx, v: dv }, strength: 0.4 };
  // Five-point difference at 0 (forward times only would lose accuracy; the formulas hold for negative times too).
  const h = 1e-3;
  const around = evolveMoments(initial, equation, [-2 * h, -h, h, 2 * h]);
  const slope = (entry: (m: (typeof around)[number]) => number): number =>
    (entry(around[0]) - 8 * entry(around[1]) + 8 * entry(around[2]) - entry(around[3])) / (12 * h);
  const unit = (i: number): number[] => Array.from({ length: dv }, (_, k) => (k === i ? 1 : 0));
  const zero = Array.from({ length: dv }, () => unit(-1));

  it('obeys the equation: initial rates equal the weak form of the collision operator on a cloud, to 1e-6', () => {
    // The difference formula errs by h^4/30 times a fifth derivative; with rates up to 4 d s M ~ 5 and entries up to ~10
    // that is 3e-14 * 3e4 = 1e-9, and rounding over h adds 1e-12: 1e-6 leaves room for clouds of larger spread.
    const { mass, meanX, meanV } = initial;
    for (let i = 0; i < dv; i++) {
      for (let j = 0; j < dv; j++) {
        const rate = weakRate(points, equation.strength, {
          transport: () => 0,
          gradient: (_, v) => unit(i).map((e, k) => e * (v[j] - meanV[j]) + unit(j)[k] * (v[i] - meanV[i])),
          hessian: unit(0).map((_, k) => unit(0).map((__, l) => unit(i)[k] * unit(j)[l] + unit(j)[k] * unit(i)[l])),
        });
        expect(Math.abs(slope((m) => m.covVV[i][j]) - rate / mass)).toBeLessThan(1e-6);
      }
    }
    for (let i = 0; i < dx; i++) {
      for (let j = 0; j < dv; j++) {
        const rate = weakRate(points, equation.strength, {
          transport: (_, v) => (v[i] - meanV[i]) * (v[j] - meanV[j]),
          gradient: (x) => unit(j).map((e) => e * (x[i] - meanX[i])),
          hessian: zero,
        });
        expect(Math.abs(slope((m) => m.covXV![i][j]) - rate / mass)).toBeLessThan(1e-6);
      }
      for (let j = 0; j < dx; j++) {
        const rate = weakRate(points, equation.strength, {
          transport: (x, v) => (v[i] - meanV[i]) * (x[j] - meanX[j]) + (x[i] - meanX[i]) * (v[j] - meanV[j]),
          gradient: () => unit(-1),
          hessian: zero,
        });
        expect(Math.abs(slope((m) => m.covXX![i][j]) - rate / mass)).toBeLessThan(1e-6);
      }
    }
  });

  it('composes: two half runs equal one run, to rounding', () => {
    const [middle, end] = evolveMoments(initial, equation, [0.7, 1.4]);
    const [again] = evolveMoments(middle, equation, [0.7]);
    for (const key of ['covXX', 'covXV', 'covVV'] as const) {
      again[key]!.forEach((row, i) => row.forEach((value, j) => expect(Math.abs(value - end[key]![i][j])).toBeLessThan(1e-12)));
    }
  });
});

it('leaves x moments out in a periodic box, and streams freely without collisions', () => {
  const covVV = [[2, 0.1], [0.1, 1]];
  const [box] = evolveMoments({ mass: 1, meanV: [1, 0], covVV }, { dimensions: { x: 1, v: 2 }, strength: 1 }, [0.5]);
  expect(box.covXX).toBeUndefined();
  const [free] = evolveMoments(
    { mass: 1, meanX: [0], meanV: [1, 0], covXX: [[1]], covXV: [[0.2, 0]], covVV },
    { dimensions: { x: 1, v: 2 }, strength: 0 },
    [3],
  );
  // Straight lines: <x^2> = 1 + 2*3*0.2 + 9*2.
  expect(free.covXX![0][0]).toBeCloseTo(1 + 1.2 + 18, 12);
  expect(free.meanX![0]).toBeCloseTo(3, 12);
});
