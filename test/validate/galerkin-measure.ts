import { gridSolve, type GridOptions } from '../../src/reference/grid.ts';
import { modesReference } from '../../src/reference/modes.ts';
import { evolveMoments } from '../../src/reference/moments.ts';
import { simulate } from '../../src/run/simulate.ts';
import type { Column, Particles, Scenario } from '../../src/contracts.ts';
import type { Row } from '../reference/measure.ts';
import { simulationOf } from '../small-scenario.ts';
import { energy } from '../../src/state/moments.ts';

/** What errors are measured of: columns of the diagnostics, and `mode`, the density mode over its initial value. */
export type Errors = Readonly<Record<string, number>>;

/** Who says what is right: the exact modes, the grid solver with some resolution, or values of the mode from a table. */
export type Judge = 'modes' | { readonly grid: GridOptions } | { readonly mode: readonly number[] };

/** A row of the page of figures. */
export interface AccuracyRow extends Cost {
  readonly name: string;
  readonly times: readonly number[];
  readonly errors: Errors;
  readonly bounds: Errors;
}

export interface Cost {
  readonly particles: number;
  readonly steps: number;
  /** Wall time on two threads, with the start. */
  readonly seconds: number;
}

export interface Measured extends Cost {
  readonly rows: readonly Row[];
}

const withMode = (row: Row, mode: number, start: number): Row => ({ ...row, mode: Math.abs(mode / start) });

/** A particle run on two threads: its diagnostics at the output times, the first at t = 0. */
export async function particleRun(scenario: Scenario): Promise<Measured> {
  const rows: Row[] = [];
  const began = performance.now();
  let particles = 0, steps = 0;
  for await (const moment of simulate(scenario, { threads: 2 })) {
    const row = { ...moment.diagnostics };
    rows.push(withMode(row, row.density_mode_x, rows[0]?.density_mode_x ?? row.density_mode_x));
    particles = moment.particles.count;
    steps = moment.iteration;
  }
  return { particles, steps, seconds: (performance.now() - began) / 1000, rows };
}

function exactModes(scenario: Scenario, times: readonly number[]): Row[] {
  return modesReference(scenario, times).map(({ densityModes, diagnostics }) => {
    const { value, relative } = densityModes.find(({ mode: [k] }) => k === 1)!;
    return withMode(diagnostics, Math.hypot(value.re, value.im), Math.hypot(value.re, value.im) / Math.hypot(relative!.re, relative!.im));
  });
}

async function gridRows(scenario: Scenario, times: readonly number[], options: GridOptions): Promise<Row[]> {
  const rows: Row[] = [];
  let start: number | undefined;
  for await (const state of gridSolve(scenario, { threads: 2, ...options })) {
    const mode = state.diagnostics.density_mode_x ?? 1;
    start ??= mode;
    if (times.some((time) => Math.abs(time - state.time) < 1e-9)) rows.push(withMode(state.diagnostics, mode, start));
  }
  return rows;
}

/** The reference's rows at the times asked for. */
export async function reference(scenario: Scenario, times: readonly number[], judge: Judge): Promise<Row[]> {
  if (judge === 'modes') return exactModes(scenario, times);
  if ('grid' in judge) return gridRows(scenario, times, judge.grid);
  return times.map((_, i) => ({ mode: judge.mode[i] }));
}

/** Largest errors over the times, of each quantity. */
export function largestErrors(found: readonly Row[], wanted: readonly Row[], times: readonly number[], names: readonly string[]): Errors {
  const at = (time: number): Row => found.find((row) => Math.abs(row.time - time) < 1e-9)!;
  return Object.fromEntries(names.map((name) => [name, Math.max(...times.map((time, i) => Math.abs(at(time)[name] - wanted[i][name])))]));
}

/** Weighted mean of a product of two centred columns. */
function covariance({ weight, count }: Particles, a: Column, b: Column): number {
  let mass = 0, meanA = 0, meanB = 0, product = 0;
  for (let i = 0; i < count; i++) {
    mass += weight[i];
    meanA += weight[i] * a[i];
    meanB += weight[i] * b[i];
    product += weight[i] * a[i] * b[i];
  }
  return product / mass - (meanA * meanB) / (mass * mass);
}

/** Largest errors of all second moments of a Gaussian cloud at rest, gamma = 0 and kappa = 1, over the output times. */
export async function momentErrors(scenario: Scenario): Promise<Cost & { errors: Errors }> {
  const { initial, equation } = scenario;
  if (initial.kind !== 'maxwellians' || initial.components[0].space.kind !== 'gaussian') throw new Error('a Gaussian cloud is wanted');
  const { mass, temperature, space } = initial.components[0];
  const diagonal = (values: readonly number[]): number[][] => values.map((value, i) => values.map((_, j) => (i === j ? value : 0)));
  const start = {
    mass, meanV: temperature.map(() => 0), covVV: diagonal(temperature), meanX: space.width.map(() => 0),
    covXX: diagonal(space.width.map((width) => width ** 2)), covXV: space.width.map(() => temperature.map(() => 0)),
  };
  const began = performance.now();
  const errors = { 'v v': 0, 'x v': 0, 'x x': 0 };
  let count = 0, steps = 0;
  for await (const { time, iteration, particles } of simulate(scenario, { threads: 2 })) {
    const [exact] = evolveMoments(start, equation, [time]);
    const { position: x, velocity: v } = particles;
    const off = (a: readonly Column[], b: readonly Column[], wanted: readonly (readonly number[])[]): number =>
      Math.max(...a.flatMap((p, i) => b.map((q, j) => Math.abs(covariance(particles, p, q) - wanted[i][j]))));
    errors['v v'] = Math.max(errors['v v'], off(v, v, exact.covVV));
    errors['x v'] = Math.max(errors['x v'], off(x, v, exact.covXV!));
    errors['x x'] = Math.max(errors['x x'], off(x, x, exact.covXX!));
    count = particles.count;
    steps = iteration;
  }
  return { errors, particles: count, steps, seconds: (performance.now() - began) / 1000 };
}

/** How well every step of a run of fixed steps keeps the laws: energy, S against the production, S under transport alone. */
export async function stepLaws(
  scenario: Scenario,
): Promise<Cost & { energy: number; balance: number; transport: number; leastGain: number }> {
  const began = performance.now();
  const simulation = await simulationOf(scenario, { threads: 2 });
  const { engine: { substeps, collisions }, particles, progress } = simulation;
  const laws = { energy: 0, balance: 0, transport: 0, leastGain: Infinity };
  const start = energy(particles);
  let entropy = progress.entropyStart;
  const { step, end } = scenario.time;
  for (let k = 1; k * (step as number) < end + 1e-9; k++) {
    while (progress.time < k * (step as number)) await simulation.advance(k * (step as number));
    const { values } = await simulation.observe();
    laws.energy = Math.max(laws.energy, Math.abs(energy(particles) / start - 1));
    laws.balance = Math.max(laws.balance, Math.abs(values.generic_residual));
    laws.leastGain = Math.min(laws.leastGain, values.entropy - entropy);
    entropy = values.entropy;
  }
  const transport = substeps.find(({ name }) => name === 'transport')!;
  await transport.advance({ from: end, to: end + 0.5, length: 0.5 });
  laws.transport = Math.abs((await collisions.observe()).entropy - entropy);
  await simulation.engine.close();
  return { ...laws, particles: particles.count, steps: progress.iteration, seconds: (performance.now() - began) / 1000 };
}
