import type { KappaChoice, KernelSpec } from '../src/contracts.ts';

/** One line of the table: a pass in given dimensions. */
export interface Case {
  readonly pass: 'density' | 'score' | 'collisions';
  readonly dimensions: { readonly x: number; readonly v: number };
  readonly gamma: number;
  readonly kappa: KappaChoice;
}

export const boxLength = 2 * Math.PI;
/** Scaled period of the labels: a box of about 20 widths of G. */
export const labelPeriod = 20;

const constant: KappaChoice = { kind: 'constant' };
const gaussian: KappaChoice = { kind: 'gaussian', width: 0.8 };

const blob = (x: number, v: number): Case[] =>
  (['density', 'score'] as const).map((pass) => ({ pass, dimensions: { x, v }, gamma: 0, kappa: constant }));
const collisions = (x: number, v: number, gamma: number, kappa = constant): Case => ({
  pass: 'collisions', dimensions: { x, v },
  gamma,
  kappa,
});

/** The cases that the published ratios are about. */
export const quickCases: readonly Case[] = [...blob(1, 3), collisions(1, 3, 0), collisions(1, 3, -3), collisions(1, 3, -3, gaussian)];

export const allCases: readonly Case[] = [
  ...blob(0, 2), ...blob(0, 3), ...blob(1, 2), ...blob(1, 3), ...blob(3, 3),
  ...[-3, -2, 0, 1].map((gamma) => collisions(1, 3, gamma)),
  collisions(1, 3, -3, gaussian),
  collisions(0, 2, 0), collisions(0, 2, -3), collisions(1, 2, 0, gaussian), collisions(1, 2, -3, gaussian), collisions(3, 3, -3, gaussian),
];

export const specOf = ({ dimensions, gamma, kappa }: Case): KernelSpec => ({
  dimensions,
  gamma,
  softening: 0,
  kappa,
  period: Array.from({ length: dimensions.x }, () => boxLength),
  blobPeriod: Array.from({ length: dimensions.x }, () => labelPeriod),
  score: 'two-sided',
});

export const nameOf = ({ pass, dimensions: { x, v }, gamma, kappa }: Case): string =>
  `${x}X-${v}V ${pass}${pass === 'collisions' ? ` gamma=${gamma}${kappa.kind === 'constant' ? '' : ` ${kappa.kind} kappa`}` : ''}`;
