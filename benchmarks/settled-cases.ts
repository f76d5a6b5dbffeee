import { fine, long, maxwellians, part, profiles, scenario, short, wave, type WaveCase } from './wave-cases.ts';

/**
 * Eight waves on which the defaults of version 0.5.0 were settled: the shift of the lattice's positions, what a remap keeps and leaves out,
 * degree and modes of the score, the kernel mesh. What they show is no proof of these defaults: that is what `unseen-cases.ts` is for.
 */
export const settledCases: readonly WaveCase[] = [
  {
    name: 'gamma 0, Gaussian kappa 1, k = 1, two harmonics',
    scenario: scenario({
      gamma: 0, kappa: { kind: 'gaussian', width: 1 }, k: 1, initial: profiles('1 + 0.5*cos(x) + 0.15*cos(2*x)', '0', '1'),
      counts: { x: 16, v: [16, 16] }, halfWidth: [5, 5],
    }),
    times: long, grid: fine,
  },
  {
    name: 'gamma 0, Gaussian kappa 0.9, k = 1, density, flow and temperature by profiles',
    scenario: scenario({
      gamma: 0, kappa: { kind: 'gaussian', width: 0.9 }, k: 1, initial: profiles('1 + 0.25*sin(x)', '0.25*cos(x)', '1 + 0.25*sin(x)'),
      counts: { x: 12, v: [18, 18] }, halfWidth: [5.84, 5.59],
    }),
    times: long, grid: fine,
  },
  {
    name: 'gamma -2, Gaussian kappa 0.8, strength 1.5, k = 1.4, amplitude 0.4',
    scenario: scenario({
      gamma: -2, strength: 1.5, kappa: { kind: 'gaussian', width: 0.8 }, k: 1.4, initial: wave([1, 1], 0.4),
      counts: { x: 12, v: [16, 16] }, halfWidth: [5, 5], end: 1,
    }),
    times: short, grid: fine,
  },
  {
    name: 'gamma 0, bump kappa of radius 1.1, k = 1, T = (1.1, 0.8), amplitude 0.55',
    scenario: scenario({
      gamma: 0, kappa: { kind: 'bump', radius: 1.1 }, k: 1, initial: wave([1.1, 0.8], 0.55), counts: { x: 12, v: [16, 16] },
      halfWidth: [5.24, 4.47],
    }),
    times: long, grid: fine,
  },
  {
    name: 'gamma -1, Gaussian kappa 0.7, k = 1.2, two unequal streams with waves of opposite sign',
    scenario: scenario({
      gamma: -1, kappa: { kind: 'gaussian', width: 0.7 }, k: 1.2,
      initial: maxwellians(part(0.6, [0.4, 0], [0.9, 0.9], 0.4), part(0.4, [-0.6, 0], [0.9, 0.9], -0.4)),
      counts: { x: 12, v: [18, 16] }, halfWidth: [5.34, 4.74], end: 1,
    }),
    times: short, grid: fine,
  },
  {
    name: 'gamma 0, Gaussian kappa 0.7, strength 0.7, k = 1, two harmonics, temperature by profile',
    scenario: scenario({
      gamma: 0, strength: 0.7, kappa: { kind: 'gaussian', width: 0.7 }, k: 1,
      initial: profiles('1 + 0.3*cos(x) + 0.3*cos(2*x)', '0', '1 + 0.2*sin(x)'), counts: { x: 16, v: [18, 18] }, halfWidth: [5.48, 5.48],
    }),
    times: long, grid: fine,
  },
  {
    name: 'gamma 0, constant kappa, strength 0.15, k = 1, amplitude 0.3',
    scenario: scenario({
      gamma: 0, strength: 0.15, kappa: { kind: 'constant' }, k: 1, initial: wave([1, 1], 0.3), counts: { x: 12, v: [16, 16] },
      halfWidth: [5, 5],
    }),
    times: long, grid: fine,
  },
  {
    name: 'gamma 0, constant kappa, strength 0.06, k = 1, amplitude 0.3',
    scenario: scenario({
      gamma: 0, strength: 0.06, kappa: { kind: 'constant' }, k: 1, initial: wave([1, 1], 0.3), counts: { x: 12, v: [16, 16] },
      halfWidth: [5, 5],
    }),
    times: long, grid: fine,
  },
];
