import { fine, long, maxwellians, part, profiles, scenario, short, wave, type WaveCase } from './wave-cases.ts';

/**
 * Ten scenarios that had no part in choosing a default, written down before any of them was run (but for the
 * grids of the last two). Score, splitting, scheme, trim,
 * remaps and sums are defaults. What a user has to say follows docs/choosing.md and nothing else: 12 positions a
 * wave, velocities at most 0.7 sqrt(coldest T) apart out to 5 sqrt(hottest T) beyond the beams, steps of 0.01. In 3V, where that
 * makes some ten thousand, lattices of some 7500 and 4000.
 */
export const unseenCases: readonly WaveCase[] = [
  {
    name: 'gamma 0, Gaussian kappa 1.5, k = 0.7, T = (1.2, 0.8), amplitude 0.3',
    scenario: scenario({
      gamma: 0, kappa: { kind: 'gaussian', width: 1.5 }, k: 0.7, initial: wave([1.2, 0.8], 0.3), counts: { x: 12, v: [16, 16] },
      halfWidth: [5.48, 4.47],
    }),
    times: long, grid: fine,
  },
  {
    name: 'gamma 0, bracket kappa of lambda 3, k = 1, density, flow and temperature by profiles',
    scenario: scenario({
      gamma: 0, kappa: { kind: 'japanese-bracket', lambda: 3 }, k: 1,
      initial: profiles('1 + 0.3*cos(x)', '0.2*sin(x)', '1 + 0.2*cos(x)'),
      counts: { x: 12, v: [18, 18] }, halfWidth: [5.68, 5.48],
    }),
    times: long, grid: fine,
  },
  {
    name: 'gamma 0, kappa 1/(1 + 2 r^4), strength 1.5, k = 1, two harmonics',
    scenario: scenario({
      gamma: 0, strength: 1.5, kappa: { kind: 'formula', expression: '1/(1 + 2*r^4)' }, k: 1,
      initial: profiles('1 + 0.4*cos(x) + 0.2*sin(2*x)', 0, 1),
      counts: { x: 16, v: [16, 16] }, halfWidth: [5, 5],
    }),
    times: long, grid: { ...fine, kappa: (r) => 1 / (1 + 2 * r ** 4) },
  },
  {
    name: 'gamma -1, bump kappa of radius 2, k = 1, T = (0.8, 1.1), amplitude 0.5',
    scenario: scenario({
      gamma: -1, kappa: { kind: 'bump', radius: 2 }, k: 1, initial: wave([0.8, 1.1], 0.5), counts: { x: 12, v: [16, 16] },
      halfWidth: [4.47, 5.25], end: 1,
    }),
    times: short, grid: fine,
  },
  {
    name: 'gamma -1, kappa exp(-r), k = 1.3, two unequal streams with waves of opposite sign',
    scenario: scenario({
      gamma: -1, kappa: { kind: 'formula', expression: 'exp(-r)' }, k: 1.3,
      initial: maxwellians(part(0.7, [0.3, 0], [0.9, 0.9], 0.3), part(0.3, [-0.7, 0], [0.9, 0.9], -0.5)),
      counts: { x: 12, v: [18, 16] }, halfWidth: [5.44, 4.74], end: 1,
    }),
    times: short, grid: { ...fine, kappa: (r) => Math.exp(-r) },
  },
  {
    name: 'gamma -2 softened by 0.05, constant kappa, k = 0.8, two beams across the wave',
    scenario: scenario({
      gamma: -2, softening: 0.05, kappa: { kind: 'constant' }, k: 0.8,
      initial: maxwellians(part(0.5, [0, 0.8], [0.6, 0.6], 0.4), part(0.5, [0, -0.8], [0.6, 0.6], 0.4)),
      counts: { x: 12, v: [16, 18] }, halfWidth: [3.87, 4.67], end: 1,
    }),
    times: short, grid: fine,
  },
  {
    name: 'gamma -2, Gaussian kappa 0.6, strength 2, k = 1.6, amplitude 0.4',
    scenario: scenario({
      gamma: -2, strength: 2, kappa: { kind: 'gaussian', width: 0.6 }, k: 1.6, initial: wave([1, 1], 0.4),
      counts: { x: 12, v: [16, 16] }, halfWidth: [5, 5], end: 1,
    }),
    times: short, grid: fine,
  },
  {
    name: 'gamma 0, bump kappa of radius 0.9, k = 1, T = (1.2, 0.7), amplitude 0.6',
    scenario: scenario({
      gamma: 0, kappa: { kind: 'bump', radius: 0.9 }, k: 1, initial: wave([1.2, 0.7], 0.6), counts: { x: 12, v: [16, 16] },
      halfWidth: [5.48, 4.18],
    }),
    times: long, grid: fine,
  },
  {
    name: '1X-3V, gamma 0, Gaussian kappa 1.2, k = 0.9, T = (1.1, 0.95, 0.95), amplitude 0.4',
    scenario: scenario({
      gamma: 0, kappa: { kind: 'gaussian', width: 1.2 }, k: 0.9, initial: wave([1.1, 0.95, 0.95], 0.4),
      counts: { x: 8, v: [10, 10, 10] }, halfWidth: [4.72, 4.39, 4.39], end: 1,
    }),
    times: short, grid: { positionPoints: 16, velocityPoints: 24 },
  },
  {
    name: '1X-3V, gamma -1, bracket kappa of lambda 2, k = 1.2, T = (1, 0.9, 0.9), amplitude 0.3',
    scenario: scenario({
      gamma: -1, kappa: { kind: 'japanese-bracket', lambda: 2 }, k: 1.2, initial: wave([1, 0.9, 0.9], 0.3),
      counts: { x: 8, v: [8, 8, 8] }, halfWidth: [4, 3.79, 3.79], end: 1,
    }),
    times: short, grid: { positionPoints: 16, velocityPoints: 24 },
  },
];
