import { describe, expect, test } from 'vitest';
import { kappas } from '../../src/physics/catalogue.ts';
import type { Parameters } from '../../src/contracts.ts';
import { numbers } from '../../src/math/algebra.ts';
import { radialLaw } from '../../src/physics/landau.ts';
import { gaussianMollifier } from '../../src/physics/mollifier.ts';

/** One choice of parameters for every kernel of the folder; a new kernel needs a line here only if 1 does not suit it. */
const choices: Record<string, Parameters> = { formula: { expression: '1/(1+r^2)' } };

describe.each(kappas)('kappa $name', (kind) => {
  const parameters = choices[kind.name] ?? Object.fromEntries(Object.keys(kind.parameters).map((name) => [name, 1.3]));
  const kappa = (r: number): number => kind.formula(numbers, r * r, parameters);
  const radii = Array.from({ length: 400 }, (_, k) => k * 0.05);

  test('is finite and not negative: without that collisions would destroy entropy', () => {
    for (const r of radii) {
      expect(kappa(r)).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(kappa(r))).toBe(true);
    }
  });

  test('does not increase with distance: all kernels of the catalogue decay', () => {
    for (let k = 1; k < radii.length; k++) expect(kappa(radii[k])).toBeLessThanOrEqual(kappa(radii[k - 1]));
  });

  test('is 1 at contact: the strength stands in front of the integral, not in kappa', () => {
    expect(kappa(0)).toBeCloseTo(1, 15);
  });

  test('says where it comes from', () => {
    expect(kind.summary).not.toBe('');
    expect(kind.source).not.toBe('');
  });
});

test('the bump vanishes outside its radius, and all its derivatives with it', () => {
  const bump = kappas.find(({ name }) => name === 'bump')!;
  const kappa = (r: number): number => bump.formula(numbers, r * r, { radius: 2 });
  expect(kappa(2)).toBe(0);
  expect(kappa(5)).toBe(0);
  // The cut at exp(-40) is the only step, far below rounding.
  expect(kappa(1.999)).toBeLessThan(1e-17);
  expect(kappa(1)).toBeCloseTo(Math.exp(1 - 1 / 0.75), 15);
});

describe('the Gaussian mollifier', () => {
  const sigma = 0.37;
  const psi = (y: number): number =>
    gaussianMollifier.norm(sigma) * gaussianMollifier.formula(numbers, (y * gaussianMollifier.scale(sigma)) ** 2);
  const h = 0.01;
  const nodes = Array.from({ length: 801 }, (_, k) => (k - 400) * h);

  test('has unit integral, mean 0 and variance sigma^2: the trapezoidal rule is exact to rounding for a Gaussian', () => {
    const moment = (power: number): number => nodes.reduce((sum, y) => sum + h * y ** power * psi(y), 0);
    expect(moment(0)).toBeCloseTo(1, 13);
    expect(moment(1)).toBeCloseTo(0, 13);
    expect(moment(2)).toBeCloseTo(sigma ** 2, 13);
  });

  test('is even and positive', () => {
    for (const y of nodes) {
      expect(psi(y)).toBe(psi(-y));
      expect(psi(y)).toBeGreaterThan(0);
    }
  });
});

describe('the radial law', () => {
  test.each([-3, -2.5, -2, -1, 0, 0.5, 1])('gamma = %s: psi(|u|^2) = |u|^gamma, softened (|u|^2 + delta)^(gamma/2)', (gamma) => {
    for (const u of [0.01, 0.3, 1, 7]) {
      expect(radialLaw(numbers, u * u, gamma, 0) / u ** gamma).toBeCloseTo(1, 14);
      expect(radialLaw(numbers, u * u, gamma, 0.2) / (u * u + 0.2) ** (gamma / 2)).toBeCloseTo(1, 14);
    }
  });

  test('stays finite for coincident velocities, where N(u) vanishes', () => {
    expect(Number.isFinite(radialLaw(numbers, 0, -3, 0))).toBe(true);
  });

  test('of the approximating system is exp(-delta |u|^2) (delta + |u|^2)^(gamma/2): (2.34), N_delta over its bracket', () => {
    const delta = 0.1;
    for (const u of [0, 0.5, 2]) {
      expect(radialLaw(numbers, u * u, -1, 0, delta)).toBeCloseTo(Math.exp(-delta * u * u) * (delta + u * u) ** -0.5, 14);
    }
  });
});
