import { describe, expect, it } from 'vitest';
import type { Column } from '../../src/contracts.ts';
import { compileKernels, simdKernels } from '../../src/parallel/simd.ts';
import { alone } from '../../src/reference/grid/crew.ts';
import { Engine } from '../../src/reference/grid/engine.ts';
import { gridMesh } from '../../src/reference/grid.ts';
import { initialDensity } from '../../src/reference/initial-density.ts';
import { initialSlope } from '../../src/reference/initial-slope.ts';
import { Arena } from '../../src/state/arena.ts';
import { component, periodicScenario } from './scenarios.ts';

/** NRL Plasma Formulary, "Thermal equilibration" of an anisotropic Coulomb species, strength and density 1. */
function trubnikov(parallel: number, perpendicular: number): number {
  const a = perpendicular / parallel - 1;
  const arc = a > 0 ? Math.atan(Math.sqrt(a)) / Math.sqrt(a) : Math.atanh(Math.sqrt(-a)) / Math.sqrt(-a);
  const rate = (1 / (Math.sqrt(Math.PI) * parallel ** 1.5)) * a ** -2 * (-3 + (a + 3) * arc);
  return 2 * rate * (perpendicular - parallel);
}

const temperatures = [[1.5, 0.75], [0.5, 1.25], [0.9, 1.05], [2, 0.5]] as const;

describe('the initial slope of a bi-Maxwellian', () => {
  it('is the rate of the NRL formulary for Coulomb collisions in 3V, to 8 digits', () => {
    for (const [parallel, perpendicular] of temperatures) {
      // The formula's own cancellation at A = 1/6 costs 1e-14 / A^2.
      const slope = initialSlope({ dimensions: 3, gamma: -3, rate: 1, parallel, perpendicular });
      expect(slope).toBeCloseTo(trubnikov(parallel, perpendicular), 11);
    }
  });

  it('has the tabulated values for gamma -3, -2 and 0, and follows density and strength', () => {
    const table = [
      [-0.21397826, -0.57522204, -6], [0.27197782, 0.6722284, 6], [0.04623029, 0.12189419, 1.2], [-0.44847174, -1.1632017, -12],
    ];
    temperatures.forEach(([parallel, perpendicular], row) => [-3, -2, 0].forEach((gamma, column) =>
      expect(initialSlope({ dimensions: 3, gamma, rate: 1, parallel, perpendicular })).toBeCloseTo(table[row][column], 8)));
    [-0.25277306, -0.53589838, -4].forEach((value, column) => {
      const gamma = [-3, -2, 0][column];
      expect(initialSlope({ dimensions: 2, gamma, rate: 0.5, parallel: 1.5, perpendicular: 0.5 })).toBeCloseTo(value / 2, 8);
    });
  });

  it('with softening tends to the unsoftened one, from below in size', () => {
    const slope = (softening: number): number =>
      initialSlope({ dimensions: 3, gamma: -2, softening, rate: 1, parallel: 1.5, perpendicular: 0.75 });
    // |w|^-2 loses softening times E[w^4 terms |w|^-4], of order 1.
    expect(Math.abs(slope(1e-6) - slope(0))).toBeLessThan(1e-6);
    expect(Math.abs(slope(1))).toBeLessThan(Math.abs(slope(0.1)));
    expect(Math.abs(slope(0.1))).toBeLessThan(Math.abs(slope(0)));
  });
});

const cases = [
  { dimensions: 2, gamma: 0, parallel: 1.5, perpendicular: 0.5 },
  { dimensions: 2, gamma: -2, parallel: 1.5, perpendicular: 0.5 },
  { dimensions: 2, gamma: -3, parallel: 1.5, perpendicular: 0.5 },
  { dimensions: 3, gamma: 0, parallel: 0.9, perpendicular: 1.05 },
  { dimensions: 3, gamma: -2, parallel: 1.5, perpendicular: 0.75 },
  { dimensions: 3, gamma: -3, parallel: 0.5, perpendicular: 1.25 },
] as const;

type Case = (typeof cases)[number];

/** dT_par/dt of lattice particles of spacing h with the exact score, by the engine's own pair sums. */
async function particleSlope({ dimensions, gamma, parallel, perpendicular }: Case, h: number): Promise<number> {
  const widths = Array.from({ length: dimensions }, (_, i) => (i === 0 ? parallel : perpendicular));
  const lines = widths.map((t) => {
    const half = Math.ceil((5.2 * Math.sqrt(t)) / h);
    return Array.from({ length: 2 * half }, (_, j) => (j - half + 0.5) * h);
  });
  const points = lines.reduce<number[][]>((list, line) => list.flatMap((p) => line.map((v) => [...p, v])), [[]]);
  const line = (c: number, t: number): number => (h * Math.exp((-c * c) / (2 * t))) / Math.sqrt(2 * Math.PI * t);
  const f = (v: readonly number[]): number => v.reduce((product, c, i) => product * line(c, widths[i]), 1);
  // Below 1e-8 of the largest weight lies less than 1e-6 of the energy.
  const kept = points.filter((v) => f(v) > 1e-8 * f(v.map(() => h / 2)));
  const capacity = Math.ceil(kept.length / 8) * 8;
  const arena = new Arena();
  const fill = (column: Column, value: (v: readonly number[]) => number): Column => {
    kept.forEach((v, i) => (column[i] = value(v)));
    return column;
  };
  const rate = arena.columns(dimensions, capacity);
  const weight = fill(arena.vector(capacity), f);
  const velocity = arena.columns(dimensions, capacity).map((column, i) => fill(column, (v) => v[i]));
  const score = arena.columns(dimensions, capacity).map((column, i) => fill(column, (v) => -v[i] / widths[i]));
  const set = { count: capacity, revision: 0, position: [], velocity, score, weight };
  const space = { period: [], blobPeriod: [], kappa: { kind: 'constant' } };
  const spec = { dimensions: { x: 0, v: dimensions }, gamma, softening: 0, score: 'two-sided', ...space } as const;
  const compiled = await compileKernels(spec, 'reproducible');
  simdKernels(compiled, arena.memory, arena.vector(compiled.workLength))
    .tile({ kind: 'collisions', rows: set, columns: set, output: { rate } }, 0, capacity, 0, capacity);
  return kept.reduce((sum, v, i) => sum + 2 * weight[i] * v[0] * rate[0][i], 0);
}

/** dT_par/dt of the grid solver at time 0: one evaluation of its collision operator. */
function gridSlope({ dimensions, gamma, parallel, perpendicular }: Case, velocityPoints: number): number {
  const velocity = Array.from({ length: dimensions }, () => 0);
  const temperature = velocity.map((_, i) => (i === 0 ? parallel : perpendicular));
  const scenario = periodicScenario({ dimensions: { x: 0, v: dimensions }, gamma, components: [component({ velocity, temperature })] });
  const mesh = gridMesh(scenario, { velocityPoints, velocityHalfWidth: 7 * Math.sqrt(Math.max(parallel, perpendicular)) });
  const density = initialDensity(scenario);
  const f = Float64Array.from({ length: mesh.slab }, (_, q) => density([], mesh.coordinates.map((line) => line[q])));
  const engine = new Engine({ mesh, kernel: Float64Array.of(1), gamma, softening: 0, strength: 1 }, alone());
  const rate = new Float64Array(mesh.slab);
  engine.collisions.rate(f, engine.fields, rate);
  return rate.reduce((sum, value, q) => sum + value * mesh.coordinates[0][q] ** 2, 0) * mesh.cell;
}

describe('the collision rate at time 0 against the exact slope', () => {
  // The summand |w|^(4 + gamma) at w = 0 costs a lattice h^(d + 4 + gamma) (nothing for gamma = 0): with that taken out by
  // extrapolation, what is left is the next order and the tail below 1e-8 of the largest weight, each about 1e-5.
  it.each(cases)('particles with the exact score: $dimensions V, gamma = $gamma', async (c) => {
    const exact = initialSlope({ ...c, rate: 1 });
    const [wide, narrow] = c.dimensions === 2 ? [0.4, 0.25] : [0.8, 0.55];
    const error = async (h: number): Promise<number> => (await particleSlope(c, h)) / exact - 1;
    const fine = await error(narrow);
    if (c.gamma === 0) return expect(Math.abs(fine)).toBeLessThan(2e-5);
    const coarse = await error(wide);
    const order = c.dimensions + 4 + c.gamma;
    const gain = (wide / narrow) ** order;
    expect(Math.abs((gain * fine - coarse) / (gain - 1))).toBeLessThan(5e-5);
    expect(Math.abs(Math.log(coarse / fine) / Math.log(wide / narrow) - order)).toBeLessThan(0.3);
  });

  // A mesh of spacing h leaves exp(-(pi/h)^2 T/2) of a Gaussian of temperature T out of its band, and the box of 7 widths
  // exp(-24.5) 7^4 = 6e-8 of its fourth moments; constants of a few are granted to the first.
  it.each(cases)('the grid solver: $dimensions V, gamma = $gamma', (c) => {
    const points = c.dimensions === 2 ? 64 : 32;
    const spacing = (14 * Math.sqrt(Math.max(c.parallel, c.perpendicular))) / points;
    const band = Math.exp(-((Math.PI / spacing) ** 2) * (Math.min(c.parallel, c.perpendicular) / 2));
    expect(Math.abs(gridSlope(c, points) / initialSlope({ ...c, rate: 1 }) - 1)).toBeLessThan(5 * band + 6e-8);
  });
});
