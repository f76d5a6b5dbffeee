import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { initialSlope } from '../../src/reference/initial-slope.ts';

// docs/units.md, from the constants of CODATA 2018 (SI).
const page = readFileSync(resolve(import.meta.dirname, '../../docs/units.md'), 'utf8');
const [charge, electron, proton, epsilon] = [1.602176634e-19, 9.1093837015e-31, 1.67262192369e-27, 8.8541878128e-12];

/** 1/tau for n = 1 cm^-3, T = 1 eV and ln Lambda = 1. */
const rate = (mass: number): number => (charge ** 4 * 1e6) / (8 * Math.PI * epsilon ** 2 * Math.sqrt(mass) * charge ** 1.5);

it('the rates of the page are those of its formula', () => {
  expect(page).toContain(`electrons | ${rate(electron).toExponential(2)} n`);
  expect(page).toContain(`proton masses | ${rate(proton).toExponential(2)} Z`);
});

it('its example has the collision time and the mean free path that it says', () => {
  const tau = 1 / (rate(electron) * 1e14 * 17 * 1000 ** -1.5);
  expect(page).toContain(`τ = ${(1e6 * tau).toPrecision(2)} μs`);
  expect(page).toContain(`of ${(tau * Math.sqrt((1000 * charge) / electron)).toPrecision(2)} m`);
});

it('the anisotropy of a 3V Coulomb plasma falls at 4/(5 sqrt(pi)) of strength times density, by the exact initial slope', () => {
  const [parallel, perpendicular] = [1 + 2e-4, 1 - 1e-4];
  const slope = initialSlope({ dimensions: 3, gamma: -3, rate: 1, parallel, perpendicular });
  // T_perp changes at minus half the slope of T_par; the anisotropy of 3e-4 leaves errors of that size.
  expect((-1.5 * slope) / (parallel - perpendicular)).toBeCloseTo(4 / (5 * Math.sqrt(Math.PI)), 3);
  expect(page).toContain(`= ${(4 / (5 * Math.sqrt(Math.PI))).toFixed(3)}/τ`);
});
