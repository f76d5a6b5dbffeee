import { gridSolve } from '../src/reference/grid.ts';
import { Refusal } from '../src/refusal.ts';
import { simulate } from '../src/run/simulate.ts';
import type { WaveCase } from './wave-cases.ts';

/** Step and output interval of the grid. */
const gridEvery = 0.025;

type Row = Readonly<Record<string, number>>;

export interface WaveResult {
  readonly name: string;
  readonly particles: number;
  /** Processor seconds of the particle run, two threads, its start included; and of the grid. */
  readonly seconds: number;
  readonly gridSeconds: number;
  /** Largest differences over the times: the density mode over its initial value, the temperatures along the axes. */
  readonly mode: number;
  readonly temperature: number;
  /** What the grid says that it is off by in these columns, by its step; and its density, by its mesh and box, relative. */
  readonly gridStep: number;
  readonly gridMesh: number;
  /** Why there is no more: the particle run stopped itself. */
  readonly stopped?: string;
}

/** Runs a scenario by particles, with its defaults, and on the grid, and compares density mode and temperatures. */
export async function measureWave({ name, scenario, times, grid }: WaveCase): Promise<WaveResult> {
  const columns = ['density_mode_x', ...['xx', 'yy', 'zz'].slice(0, scenario.equation.dimensions.v).map((axes) => `temperature_${axes}`)];
  const start = process.cpuUsage();
  const found: Row[] = [];
  let particles = 0;
  try {
    for await (const moment of simulate(scenario, { threads: 2 })) {
      found.push({ ...moment.diagnostics });
      particles = moment.particles.count;
    }
  } catch (error) {
    // A run that stops itself is a miss to be told; anything else is a fault.
    if (!(error instanceof Refusal && error.kind === 'stopped')) throw error;
    const { user, system } = process.cpuUsage(start);
    const nothing = { gridSeconds: NaN, mode: NaN, temperature: NaN, gridStep: NaN, gridMesh: NaN };
    const stopped = `${error.message}, after t = ${found.at(-1)?.time ?? 0}`;
    return { name, particles, seconds: (user + system) / 1e6, ...nothing, stopped };
  }
  const spent = process.cpuUsage(start);
  const wanted: Row[] = [];
  let [gridStep, gridMesh] = [NaN, NaN];
  const often = { ...scenario, output: { ...scenario.output, diagnostics: { ...scenario.output.diagnostics, every: gridEvery } } };
  for await (const { time, diagnostics, errors } of gridSolve(often, { ...grid, step: gridEvery, threads: 2 })) {
    wanted.push({ ...diagnostics, time });
    if (!errors) continue;
    gridStep = Math.max(...columns.map((column) => errors.columns[column]));
    gridMesh = Math.max(errors.positionMesh, errors.velocityMesh, errors.box);
  }
  const both = process.cpuUsage(start);
  const worst = (column: string, scale: (rows: readonly Row[]) => number): number => Math.max(...times.map((time) => {
    // A step that was taken back and halved lets later outputs come a part of a step late.
    const row = found.find((candidate) => candidate.time > time - 1e-9)!;
    return Math.abs(row[column] / scale(found) - interpolated(wanted, column, row.time) / scale(wanted));
  }));
  return {
    name, particles, seconds: (spent.user + spent.system) / 1e6,
    gridSeconds: (both.user + both.system - spent.user - spent.system) / 1e6,
    mode: worst('density_mode_x', ([{ density_mode_x: first }]) => first),
    temperature: Math.max(...columns.slice(1).map((column) => worst(column, () => 1))), gridStep, gridMesh,
  };
}

/** A column at a time, by the cubic through the four nearest rows: exact at a row's own time, else off by some 1e-7. */
function interpolated(rows: readonly Row[], column: string, time: number): number {
  const first = Math.min(Math.max(Math.floor(time / gridEvery + 1e-6) - 1, 0), rows.length - 4);
  const four = rows.slice(first, first + 4);
  return four.reduce((sum, row) => {
    const others = four.filter((other) => other !== row);
    const weight = others.reduce((product, other) => (product * (time - other.time)) / (row.time - other.time), 1);
    return sum + weight * row[column];
  }, 0);
}
