import { describe, expect, it } from 'vitest';
import { besselJ } from '../../src/mesh/bessel.ts';
import { cosineSeries, taper, tensorTables } from '../../src/mesh/symbol.ts';

describe('Bessel functions', () => {
  it('agree with tabulated values (Abramowitz and Stegun, tables 9.1 and 9.2) on both sides of the crossover', () => {
    expect(besselJ(0, 1)).toBeCloseTo(0.765197686557967, 12);
    expect(besselJ(1, 1)).toBeCloseTo(0.440050585744934, 12);
    expect(besselJ(0, 10)).toBeCloseTo(-0.245935764451348, 11);
    expect(besselJ(0, 20)).toBeCloseTo(0.167024664340583, 11);
    expect(besselJ(1, 20)).toBeCloseTo(0.066833124175850, 11);
    for (const n of [0, 1] as const) expect(Math.abs(besselJ(n, 14 - 1e-12) - besselJ(n, 14))).toBeLessThan(3e-11);
  });
});

describe('the symbol of the Landau tensor', () => {
  // A kernel without singularity that has fallen to 1e-7 where the taper begins: the sum over wave vectors converges, so
  // the tables transformed back must give the kernel itself, N(u) = psi (|u|^2 I - u u^T).
  const psi = (squared: number): number => Math.exp(-2 * squared);
  it.each([2, 3] as const)('in %iV transforms back to psi(|u|^2) (|u|^2 I - u u^T)', (dimension) => {
    const [period, modes] = [8, 18];
    const { alpha, beta } = tensorTables(dimension, psi, 3, 5, period, dimension * modes ** 2);
    const u = [0.4, -0.7, 0.3].slice(0, dimension);
    const squared = u.reduce((total, value) => total + value * value, 0);
    const back = { xx: 0, xy: 0 };
    const range = Array.from({ length: 2 * modes + 1 }, (_, k) => k - modes);
    for (const a of range)
      for (const b of range)
        for (const c of dimension === 3 ? range : [0]) {
          const wave = [a, b, c];
          const phase = Math.cos((2 * Math.PI * u.reduce((total, value, k) => total + value * wave[k], 0)) / period);
          const square = a * a + b * b + c * c;
          back.xx += phase * (alpha[square] + beta[square] * a * a);
          back.xy += phase * beta[square] * a * b;
        }
    // 1e-8: interpolation of the tables; the sum itself is converged (exp(-k^2/8) at wave number 14 is 2e-11).
    expect(Math.abs(back.xx - psi(squared) * (squared - u[0] ** 2))).toBeLessThan(1e-8);
    expect(Math.abs(back.xy + psi(squared) * u[0] * u[1])).toBeLessThan(1e-8);
  });

  it('has the mean (d-1)/d of |u|^2 psi at wave number 0, by a one-dimensional integral', () => {
    // gamma = -3 in 3V with a hard end far away: 4 pi int T r^(gamma+4) 2/3 dr against a plain midpoint rule.
    const [inner, outer, period] = [4, 6, 10];
    const { alpha } = tensorTables(3, (squared) => squared ** -1.5, inner, outer, period, 4);
    let integral = 0;
    const steps = 20000;
    for (let k = 0; k < steps; k++) {
      const r = ((k + 0.5) * outer) / steps;
      integral += (taper(r, inner, outer) * r * outer) / steps;
    }
    expect(alpha[0] * period ** 3).toBeCloseTo((4 * Math.PI * 2 * integral) / 3, 6);
  });

  it('gives kappa its Fourier series: a Gaussian narrow against the box', () => {
    const [width, period] = [0.5, 2 * Math.PI];
    const series = cosineSeries((r) => Math.exp((-0.5 * r * r) / width ** 2), period, 8);
    series.forEach((value, m) =>
      expect(value).toBeCloseTo((Math.sqrt(2 * Math.PI) * width * Math.exp(-0.5 * (m * width) ** 2)) / period, 8),
    );
  });
});
