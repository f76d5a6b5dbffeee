import { describe, expect, it } from 'vitest';
import { bkw } from '../../src/reference/bkw.ts';
import { panels } from '../../src/reference/quadrature.ts';
import { Refusal } from '../../src/refusal.ts';

describe.each([2, 3] as const)('the BKW solution in %iV', (d) => {
  const strength = 0.3;
  const mass = 1.7;
  const solution = bkw({ dimensions: d, strength, mass });

  it('has mass M, temperature 1 and non-negative density from time 0 on', () => {
    const rule = panels(Array.from({ length: 15 }, (_, i) => i), 20);
    for (const time of [0, 0.2, 3]) {
      let total = 0;
      rule.nodes.forEach((r, i) => (total += rule.weights[i] * 2 * (d - 1) * Math.PI * r ** (d - 1) * solution.density(time, r * r)));
      expect(total).toBeCloseTo(mass, 12);
      expect(solution.temperature(time)).toBeCloseTo(1, 11);
      expect(Math.min(...rule.nodes.map((r) => solution.density(time, r * r)))).toBeGreaterThanOrEqual(0);
    }
  });

  it('solves d_t f = s div(A grad f - f b): for radial f the flux is s M (d-1)(f\' + r f), by (1.1) with gamma = 0', () => {
    // Derivatives by central differences of step 1e-4: error 1e-8 times fourth derivatives of order 10.
    const h = 1e-4;
    const t = 0.4;
    const f = (r: number): number => solution.density(t, r * r);
    const flux = (r: number): number => strength * mass * (d - 1) * ((f(r + h) - f(r - h)) / (2 * h) + r * f(r));
    for (const r of [0.3, 1, 1.9, 3]) {
      const rate = (solution.density(t + h, r * r) - solution.density(t - h, r * r)) / (2 * h);
      const divergence = ((r + h) ** (d - 1) * flux(r + h) - (r - h) ** (d - 1) * flux(r - h)) / (2 * h) / r ** (d - 1);
      expect(Math.abs(rate - divergence)).toBeLessThan(1e-7);
    }
  });

  it('relaxes to the Maxwellian: entropy (d/2) log(2 pi e) and Fisher information d, per unit mass', () => {
    const late = bkw({ dimensions: d, strength: 1 });
    expect(late.entropy(30)).toBeCloseTo((d / 2) * Math.log(2 * Math.PI * Math.E), 10);
    expect(late.fisher(30)).toBeCloseTo(d, 10);
    // Entropy rises and Fisher falls on the way (Guillen & Silvestre 2023 for the homogeneous equation).
    expect(late.entropy(0)).toBeLessThan(late.entropy(0.1));
    expect(late.fisher(0)).toBeGreaterThan(late.fisher(0.1));
  });

  it('refuses times at which the density would be negative', () => {
    expect(() => solution.density(-0.01, 1)).toThrow(Refusal);
    expect(() => solution.density(Number.NaN, 1)).toThrow(Refusal);
  });
});
