import type { Scenario } from '../../contracts.ts';
import { initialDensity } from '../initial-density.ts';
import { initialSpread } from '../initial-spread.ts';
import { kappaOf } from '../kernels.ts';
import { Refusal } from '../../refusal.ts';
import { densityDiagnostics, densityModes, massOf } from './diagnostics.ts';
import { errorEstimate, worseOf, type ErrorEstimate } from './error-estimate.ts';
import { gridMesh, type GridMesh, type Resolution } from './mesh.ts';
import { spatialKernel } from './spatial-kernel.ts';
import { gridTeam, type GridTeam } from './team.ts';

export interface GridOptions extends Resolution {
  /** kappa as a function of r = |x - x*|; needed for `formula` kernels, overrides the scenario's otherwise. */
  readonly kappa?: (r: number) => number;
  /**
   * Largest time step. Default: the smallest of the scenario's step, 0.05, and 0.25 (0.1 without x) over the rate
   * 4 d s M T^(gamma/2) at which anisotropy decays for gamma = 0.
   */
  readonly step?: number;
  /**
   * Solve with the step and with half of it and extrapolate (4 f_half - f) / 3 at output times: third order instead of
   * second, conservation unharmed (it is linear). Default true.
   */
  readonly extrapolate?: boolean;
  /** Asked between steps; true ends the states there, before the end of the run. */
  readonly stop?: () => boolean;
  /** Worker threads; the results are the same bits for any number. Default 1: the calling thread alone. */
  readonly threads?: number;
}

export interface GridState {
  readonly time: number;
  /** Steps taken so far (of the larger step). */
  readonly iteration: number;
  /** The density on the mesh; overwritten when the generator goes on: copy what must stay. */
  readonly f: Float64Array;
  readonly mesh: GridMesh;
  /** Worker threads at work: at most those asked for; 1: the calling thread. */
  readonly threads: number;
  /** Columns of the diagnostics table by name; no iteration and time. */
  readonly diagnostics: Readonly<Record<string, number>>;
  /**
   * What the solution may be off by: the worst so far of the outputs that a companion with steps twice as long reaches too
   * (all where outputs are an even number of steps apart, always the last); none at time 0.
   */
  readonly errors: ErrorEstimate | undefined;
  /** Whether the scenario wants a diagnostics row, and a snapshot, at this time. */
  readonly wanted: { readonly diagnostics: boolean; readonly snapshot: boolean };
}

/**
 * Solves a scenario (0X or 1X periodic, 2V or 3V, any gamma > -4, projected softening, any kappa) on a mesh and yields
 * the state at time 0 and at every output time. Strang splitting: exact Fourier transport in x; collisions in
 * divergence form with Fourier derivatives in v, A and b from the current f in every stage, Runge-Kutta-Chebyshev in
 * time. Mass is kept to rounding, momentum and energy to the spectral accuracy of the mesh, at any step.
 * Shares no code with the particle engine. Throws a Refusal for scenarios outside and when f blows up, a
 * WorkerFailure when a worker thread is lost. With several threads, leave the generator through its end or `return`.
 */
export async function* gridSolve(scenario: Scenario, options: GridOptions = {}): AsyncGenerator<GridState> {
  const { equation } = scenario;
  if (equation.regularisation) throw new Refusal('input', 'the grid solver has no regularised equation (2.34)');
  const mesh = gridMesh(scenario, options);
  const kernel = spatialKernel(mesh, kappaOf(equation.kappa, options.kappa));
  const start = initialField(scenario, mesh);
  const runs = (options.extrapolate ?? true) ? [1, 2] : [1];
  const limit = options.step ?? defaultStep(scenario, mesh, start);
  if (!(limit > 0)) throw new Refusal('input', `the grid solver needs a positive step, not ${limit}`);
  const { gamma, softening, strength } = equation;
  const team = gridTeam({ mesh, kernel, gamma, softening, strength }, runs.length, options.threads ?? 1);
  try {
    yield* outputs(scenario, team, mesh, start, { runs, limit, stop: options.stop ?? (() => false) });
  } finally {
    await team.close();
  }
}

interface Pace {
  /** Into how many parts each of the team's states divides a step of at most `limit`. */
  readonly runs: readonly number[];
  readonly limit: number;
  readonly stop: () => boolean;
}

/** The states at the output times. */
async function* outputs(
  scenario: Scenario, team: GridTeam, mesh: GridMesh, start: Float64Array, { runs, limit, stop }: Pace,
): AsyncGenerator<GridState> {
  const { states, companion, threads, advance } = team;
  for (const state of [...states, companion]) state.set(start);
  const productions = [...runs, 1].map(() => 0);
  const observe = observer(scenario, team, mesh, start);
  const coarseSteps = doubledSteps();

  const f = start.slice();
  const doubled = start.slice();
  let errors: ErrorEstimate | undefined;
  let now = 0;
  let iteration = 0;
  for (const output of outputTimes(scenario)) {
    const steps = Math.ceil((output.time - now) / limit - 1e-9);
    const step = steps > 0 ? (output.time - now) / steps : limit;
    for (let n = 0; n < steps; n++) {
      const last = n === steps - 1 && output.time === scenario.time.end;
      (await advance(step, runs, coarseSteps.due(step, last))).forEach((production, r) => (productions[r] += production));
      // Let others run: the caller may write files or stop the loop.
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (stop()) return;
    }
    iteration += steps;
    now = output.time;
    extrapolate(f, states);
    const row = observe(f, now, blend(productions.slice(0, -1)));
    if (!Number.isFinite(row.mass)) {
      const advice = 'a smaller --step or more points may help';
      throw new Refusal('stopped', `the grid solver met a non-finite density before time ${now}`, { advice });
    }
    if (now > 0 && coarseSteps.level()) {
      // The same order as f has, with all steps twice as long.
      const pair = runs.length === 1 ? [companion] : [companion, states[0]];
      extrapolate(doubled, pair);
      const produced = blend([productions[runs.length], productions[0]].slice(0, pair.length));
      const here = errorEstimate(mesh, f, doubled, [row, observe(doubled, now, produced)]);
      errors = errors ? worseOf(errors, here) : here;
    }
    yield { time: now, iteration, f, mesh, threads, diagnostics: { ...row, step }, errors, wanted: output.wanted };
  }
}

/** Second order becomes third: (4 b - a) / 3 of results a and b with a step and with half of it; one result as it is. */
const blend = ([a, b]: readonly number[]): number => (b === undefined ? a : (4 * b - a) / 3);

function extrapolate(f: Float64Array, [a, b]: readonly Float64Array[]): void {
  if (b === undefined) f.set(a);
  else for (let p = 0; p < f.length; p++) f[p] = blend([a[p], b[p]]);
}

/** Pairs the steps of a run up for its companion, whose steps are twice as long where two neighbours are alike. */
function doubledSteps(): { due(step: number, last: boolean): number; level(): boolean } {
  let lag = 0;
  return {
    /** What the companion has to go now, 0 when it waits for the next step; the last one takes it to the end. */
    due(step, last) {
      const alike = lag > 0 && Math.abs(lag - step) < 1e-9 * step;
      const length = last || alike ? lag + step : lag;
      lag = last || alike ? 0 : step;
      return length;
    },
    level: () => lag === 0,
  };
}

/** Diagnostics of a density at a time, given the time integral of the entropy production. */
function observer({ equation: { strength } }: Scenario, { engine }: GridTeam, mesh: GridMesh, start: Float64Array) {
  const { collisions, fields } = engine;
  const friction = 2 * (mesh.dv - 1) * strength * massOf(mesh, start);
  let initialEntropy: number | undefined;
  return (f: Float64Array, time: number, produced: number): Record<string, number> => {
    const production = engine.production(f);
    const relaxed = friction > 0 ? -Math.expm1(-friction * time) / friction : time;
    const row = densityDiagnostics(mesh, f, collisions, fields, strength, { time, relaxed });
    initialEntropy ??= row.entropy;
    return { ...row, ...densityModes(f, mesh), entropy_production: production, generic_residual: row.entropy - initialEntropy - produced };
  };
}

/** Small enough for about 1e-6 in the tests' cases; the fast early relaxation of homogeneous data wants shorter steps. */
function defaultStep({ equation, time }: Scenario, mesh: GridMesh, f: Float64Array): number {
  const momentum = mesh.coordinates.map(() => 0);
  let square = 0;
  for (let p = 0; p < f.length; p++) {
    mesh.coordinates.forEach((line, i) => {
      const v = line[p % mesh.slab];
      momentum[i] += f[p] * v;
      square += f[p] * v * v;
    });
  }
  const mass = massOf(mesh, f);
  const mean = momentum.map((value) => (value * mesh.cell) / mass);
  const temperature = ((square * mesh.cell) / mass - mean.reduce((sum, u) => sum + u * u, 0)) / mesh.dv;
  const rate = 4 * mesh.dv * equation.strength * mass * (temperature + equation.softening) ** (equation.gamma / 2);
  const wanted = typeof time.step === 'number' ? time.step : time.step.max;
  return Math.min(0.05, wanted, (mesh.dx === 0 ? 0.1 : 0.25) / rate);
}

/** The initial density on the mesh; with `normalise` scaled to the exact total mass. */
function initialField(scenario: Scenario, mesh: GridMesh): Float64Array {
  const { initial } = scenario;
  const density = initialDensity(scenario);
  const f = new Float64Array(mesh.positions * mesh.slab);
  for (let m = 0; m < mesh.positions; m++) {
    const x = mesh.position.map((line) => line[m]);
    for (let q = 0; q < mesh.slab; q++) f[m * mesh.slab + q] = density(x, mesh.coordinates.map((line) => line[q]));
  }
  if (initial.kind === 'arrow' || !initial.normalise) return f;
  const byFormulas = initial.kind === 'profiles' || initial.kind === 'formula';
  const wanted = byFormulas ? initialSpread(scenario, initial).mass
    : initial.kind === 'maxwellians' ? initial.components.reduce((sum, { mass }) => sum + mass, 0) : 1;
  const factor = wanted / massOf(mesh, f);
  return f.map((value) => value * factor);
}

/** Output times 0 ... end of diagnostics and snapshots together, ascending. */
function outputTimes({ output, time }: Scenario): { time: number; wanted: { diagnostics: boolean; snapshot: boolean } }[] {
  const times = new Map<string, { time: number; wanted: { diagnostics: boolean; snapshot: boolean } }>();
  const add = (every: number, kind: 'diagnostics' | 'snapshot'): void => {
    const count = every > 0 && Number.isFinite(every) ? Math.floor(time.end / every + 1e-9) : 0;
    for (const t of [...Array.from({ length: count + 1 }, (_, n) => n * every), time.end]) {
      const key = t.toFixed(9);
      const entry = times.get(key) ?? { time: t, wanted: { diagnostics: false, snapshot: false } };
      times.set(key, { ...entry, wanted: { ...entry.wanted, [kind]: true } });
    }
  };
  add(output.diagnostics.every, 'diagnostics');
  add(output.snapshots.every, 'snapshot');
  return [...times.values()].sort((a, b) => a.time - b.time);
}
