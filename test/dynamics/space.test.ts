import { describe, expect, it } from 'vitest';
import { kineticEnergy, meanVelocity, thermalNorm } from '../../src/dynamics/energy.ts';
import { velocitySpace } from '../../src/dynamics/space.ts';
import { combine, divide } from '../../src/dynamics/vectors.ts';
import { exactSum } from '../../src/math/sum.ts';

/** Three blocks and a bit of particles in 2V; the last five entries of a column are padding. */
const [count, stride] = [1603, 1608];
const inertia = Float64Array.from({ length: stride }, (_, i) => (i < count ? 1 / (1 + (i % 11)) : 0));
const vector = (seed: number): Float64Array =>
  Float64Array.from({ length: 2 * stride }, (_, k) => (k % stride < count ? Math.sin(seed * k + 1) + 0.3 : 0));
const [a, b] = [vector(1), vector(2)];
const space = velocitySpace(inertia, 2);
const exactly = (term: (i: number, k: number) => number): number => exactSum(2 * stride, (k) => term(k % stride, k));
/** Plain sums of 3216 terms of one sign or both: their rounding stays below this. */
const rounding = 1e-14;

describe('the velocity space', () => {
  it('has the inner product sum m a . b, plain to rounding and compensated to the last bits', () => {
    const exact = exactly((i, k) => inertia[i] * a[k] * b[k]);
    const size = exactly((i, k) => Math.abs(inertia[i] * a[k] * b[k]));
    expect(Math.abs(space.dot(a, b) - exact)).toBeLessThan(rounding * size);
    expect(Math.abs(space.exactDot(a, b) - exact)).toBeLessThan(1e-16 * size);
    expect(space.norm(a)).toBe(Math.sqrt(space.dot(a, a)));
  });

  it('knows mass, momentum, energy and thermal norm', () => {
    const mass = exactSum(stride, (i) => inertia[i]);
    expect(space.mass()).toBeCloseTo(mass, 12);
    const mean = [0, 1].map((axis) => exactSum(stride, (i) => inertia[i] * a[axis * stride + i]) / mass);
    meanVelocity(space, a).forEach((u, axis) => expect(u).toBeCloseTo(mean[axis], 14));
    expect(kineticEnergy(space, a) / (exactly((i, k) => inertia[i] * a[k] * a[k]) / 2)).toBeCloseTo(1, 14);
    const thermal = Math.sqrt(exactly((i, k) => inertia[i] * (a[k] - mean[Math.floor(k / stride)]) ** 2));
    expect(thermalNorm(space, a) / thermal).toBeCloseTo(1, 13);
    expect(space.euclidean(a) / Math.sqrt(exactly((_, k) => a[k] * a[k]))).toBeCloseTo(1, 13);
  });

  it('scales velocities about a centre and leaves the padding alone', () => {
    const scaled = a.slice();
    space.scaleAbout([1, -1], 3, scaled);
    scaled.forEach((value, k) => {
      const center = k < stride ? 1 : -1;
      expect(value).toBe(k % stride < count ? center + 3 * (a[k] - center) : 0);
    });
  });

  it('sees what is not finite', () => {
    expect(space.finite(a)).toBe(true);
    for (const value of [NaN, Infinity, -Infinity]) {
      const broken = a.slice();
      broken[stride + 700] = value;
      expect(space.finite(broken)).toBe(false);
      expect(Number.isFinite(space.norm(broken))).toBe(false);
    }
  });

  it('sums block by block: parts that are blocks of their own add up to the same bits', () => {
    // The first two blocks, a whole subtree, and the rest.
    const only = (from: number, to: number, v: Float64Array): Float64Array =>
      v.map((value, k) => (k % stride >= from && k % stride < to ? value : 0));
    expect(space.dot(only(0, 1024, a), b) + space.dot(only(1024, stride, a), b)).toBe(space.dot(a, b));
  });
});

describe('combinations', () => {
  it('may overwrite one of their terms', () => {
    const result = Float64Array.of(1, 2);
    combine(result, [2, result], [3, Float64Array.of(1, -1)], [-1, result]);
    expect([...result]).toEqual([4, -1]);
    divide(result, result, 4);
    expect([...result]).toEqual([1, -0.25]);
    combine(result);
    expect([...result]).toEqual([0, 0]);
  });
});
