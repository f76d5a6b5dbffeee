import { describe, expect, test } from 'vitest';
import type { KappaChoice } from '../../src/contracts.ts';
import type { Frame } from '../../src/galerkin/basis.ts';
import { constantModes, kappaModes, type KappaModes } from '../../src/galerkin/kappa-modes.ts';
import { kappaOf } from '../../src/physics/kappa-facts.ts';
import { axisFunction, frameOf, spaceFunction } from './small.ts';

/** kappa at a displacement, by the minimum image. */
function exact({ axes }: Frame, kappa: KappaChoice, x: readonly number[]): number {
  const square = axes.reduce((sum, axis, d) => {
    const length = axis.kind === 'fourier' ? axis.length : Infinity;
    const near = x[d] - length * Math.round(x[d] / length);
    return sum + near * near;
  }, 0);
  return kappaOf({ kappa })(square);
}

/** The sum over modes at a displacement: of a pair, one of them at 0. */
const summed = ({ basis, coefficients }: KappaModes, x: readonly number[]): number =>
  coefficients.reduce((sum, c, e) => sum + c * spaceFunction(basis, e, x) * spaceFunction(basis, e, x.map(() => 0)), 0);

const lengthOf = (frame: Frame, d: number): number =>
  frame.axes[d].kind === 'fourier' ? (frame.axes[d] as { length: number }).length : NaN;
const choices: [string, KappaChoice][] = [
  ['gaussian', { kind: 'gaussian', width: 0.6 }],
  ['japanese-bracket', { kind: 'japanese-bracket', lambda: 2 }],
  ['bump', { kind: 'bump', radius: 1 }],
  ['formula', { kind: 'formula', expression: '1/(1+r^2) + 0.2*exp(-r^2)' }],
];

describe.each(choices)('the modes of a %s kappa in 1X', (_, kappa) => {
  const frame = frameOf(1, 2);
  const modes = kappaModes(frame, kappa);
  const L = lengthOf(frame, 0);
  const fine = Array.from({ length: 2000 }, (__, k) => ((k + 0.5) * L) / 2000);

  test('add up to kappa within the error that they say', () => {
    const worst =
      fine.reduce((most, x) => Math.max(most, Math.abs(summed(modes, [x]) - exact(frame, kappa, [x]))), 0) / exact(frame, kappa, [0]);
    expect(worst).toBeLessThan(1.02 * modes.error + 1e-12);
    expect(modes.error).toBeLessThan(kappa.kind === 'bump' ? 0.02 : 0.01);
  });

  test('are the sum of a pair wherever it lies in the box: the cosine and the sine of a wave have one coefficient', () => {
    const { basis, coefficients } = modes;
    for (const [x, y] of [
      [0.3, 4.1],
      [2.2, 2.9],
    ]) {
      const pair = coefficients.reduce(
        (sum, c, e) => sum + c * axisFunction(frame.axes[0], basis.space[e][0], x) * axisFunction(frame.axes[0], basis.space[e][0], y),
        0,
      );
      expect(pair).toBeCloseTo(summed(modes, [x - y]), 12);
    }
  });

  test('give a kappa that is >= 0, so that the entropy cannot fall', () => {
    // Rounding of some sixty terms.
    expect(Math.min(...fine.map((x) => summed(modes, [x])))).toBeGreaterThan(-2e-9);
  });
});

test('coefficients are the integrals of kappa times the waves', () => {
  const frame = frameOf(1, 2);
  const kappa = { kind: 'gaussian', width: 0.5 };
  const { basis, coefficients } = kappaModes(frame, kappa);
  const L = lengthOf(frame, 0);
  const n = 20000;
  basis.space.forEach(([function_], e) => {
    const wave = Math.ceil(function_ / 2);
    let integral = 0;
    for (let k = 0; k < n; k++)
      integral += (exact(frame, kappa, [((k + 0.5) * L) / n]) * Math.cos((2 * Math.PI * wave * (k + 0.5)) / n)) / n;
    expect(Math.abs(coefficients[e] - integral)).toBeLessThan(1e-7 * coefficients[0]);
  });
});

test('a bump, whose plain sum is negative somewhere, gets the square of the sum of its root', () => {
  const frame = frameOf(1, 2);
  const kappa = { kind: 'bump', radius: 1 };
  const L = lengthOf(frame, 0);
  const integral = (wave: number): number => {
    let sum = 0;
    for (let k = 0; k < 4000; k++)
      sum += (exact(frame, kappa, [((k + 0.5) * L) / 4000]) * Math.cos((2 * Math.PI * wave * (k + 0.5)) / 4000)) / 4000;
    return sum;
  };
  const plain = Array.from({ length: 33 }, (_, wave) => integral(wave));
  const sumAt = (x: number): number =>
    plain.reduce((sum, c, wave) => sum + (wave === 0 ? 1 : 2) * c * Math.cos((2 * Math.PI * wave * x) / L), 0);
  const fine = Array.from({ length: 500 }, (_, k) => (k * L) / 1000);
  expect(Math.min(...fine.map(sumAt))).toBeLessThan(-1e-6);
  const modes = kappaModes(frame, kappa);
  expect(Math.min(...fine.map((x) => summed(modes, [x])))).toBeGreaterThan(-1e-12);
});

test.each([
  ['gaussian', 2],
  ['bump', 2],
  ['gaussian', 3],
] as const)('modes of a %s kappa in %dX add up to it along any line, and are >= 0', (kind, dx) => {
  const frame = frameOf(dx, 3);
  const kappa: KappaChoice = kind === 'bump' ? { kind, radius: 2 } : { kind, width: 0.9 };
  const modes = kappaModes(frame, kappa);
  let worst = 0, least = Infinity;
  for (const direction of [[1, 0.3, 0.7], [0.2, 1, -0.4], [1, 1, 1]]) {
    for (let k = 0; k < 60; k++) {
      const x = Array.from({ length: dx }, (_, d) => direction[d] * (k / 60) * (lengthOf(frame, d) / 2));
      const sum = summed(modes, x);
      worst = Math.max(worst, Math.abs(sum - exact(frame, kappa, x)));
      least = Math.min(least, sum);
    }
  }
  // The error is looked at along other lines: it is not the largest of all.
  expect(worst).toBeLessThan(2 * modes.error + 1e-9);
  expect(modes.error).toBeLessThan(0.05);
  expect(least).toBeGreaterThan(-2e-9);
});

test('a constant kappa is one function', () => {
  const { basis, coefficients, error } = constantModes(frameOf(3, 3), 2.5);
  expect(basis.size).toBe(1);
  expect([...coefficients]).toEqual([2.5]);
  expect(error).toBe(0);
});
