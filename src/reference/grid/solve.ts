import type { Scenario } from '../../contracts.ts';
import { initialDensity } from '../initial-density.ts';
import { kappaOf, radialLawOf } from '../kernels.ts';
import { Chebyshev, stagesFor } from './chebyshev.ts';
import { Collisions } from './collisions.ts';
import { ConvolutionFields } from './convolution-fields.ts';
import { densityDiagnostics, entropyProduction, massOf } from './diagnostics.ts';
import { stiffnessBounds, type CollisionFields } from './fields.ts';
import { gridMesh, type GridMesh, type Resolution } from './mesh.ts';
import { MomentFields } from './moment-fields.ts';
import { spatialKernel } from './spatial-kernel.ts';
import { Transport } from './transport.ts';

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
}

export interface GridState {
  readonly time: number;
  /** Steps taken so far (of the larger step). */
  readonly iteration: number;
  /** The density on the mesh; overwritten when the generator goes on: copy what must stay. */
  readonly f: Float64Array;
  readonly mesh: GridMesh;
  /** Columns of the diagnostics table by name; no iteration and time. */
  readonly diagnostics: Readonly<Record<string, number>>;
  /** Whether the scenario wants a diagnostics row, and a snapshot, at this time. */
  readonly wanted: { readonly diagnostics: boolean; readonly snapshot: boolean };
}

/**
 * Solves a scenario (0X or 1X periodic, 2V or 3V, any gamma > -4, projected softening, any kappa) on a mesh and yields
 * the state at time 0 and at every output time. Strang splitting: exact Fourier transport in x; collisions in
 * divergence form with Fourier derivatives in v, A and b from the current f in every stage, Runge-Kutta-Chebyshev in
 * time. Mass is kept to rounding, momentum and energy to the spectral accuracy of the mesh, at any step.
 * Shares no code with the particle engine. Throws a RangeError for scenarios outside, an Error when f blows up.
 */
export async function* gridSolve(scenario: Scenario, options: GridOptions = {}): AsyncGenerator<GridState> {
  const { equation } = scenario;
  if (equation.regularisation) throw new RangeError('the grid solver has no regularised equation (2.34)');
  const mesh = gridMesh(scenario, options);
  const kernel = spatialKernel(mesh, kappaOf(equation.kappa, options.kappa));
  const law = radialLawOf(equation.gamma, equation.softening);
  const graded = equation.softening > 0 || !Number.isInteger(equation.gamma);
  const fields: CollisionFields =
    equation.gamma === 0 ? new MomentFields(mesh, kernel) : new ConvolutionFields(mesh, kernel, law, graded);
  const start = initialField(scenario, mesh);
  const engine = new Engine(mesh, fields, equation.strength);
  const runs = (options.extrapolate ?? true) ? [1, 2] : [1];
  const states = runs.map(() => start.slice());
  const productions = runs.map(() => 0);
  const limit = options.step ?? defaultStep(scenario, mesh, start);
  if (!(limit > 0)) throw new RangeError(`the grid solver needs a positive step, not ${limit}`);
  const friction = 2 * (mesh.dv - 1) * equation.strength * massOf(mesh, start);
  const blend = (values: readonly number[]): number => (values.length === 1 ? values[0] : (4 * values[1] - values[0]) / 3);

  const f = start.slice();
  let initialEntropy = 0;
  let now = 0;
  let iteration = 0;
  for (const output of outputTimes(scenario)) {
    const steps = Math.ceil((output.time - now) / limit - 1e-9);
    const step = steps > 0 ? (output.time - now) / steps : limit;
    for (let n = 0; n < steps; n++) {
      runs.forEach((parts, r) => (productions[r] += engine.advance(states[r], step / parts, parts)));
      // Let others run: the caller may write files or stop the loop.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    iteration += steps;
    now = output.time;
    if (runs.length === 1) f.set(states[0]);
    else for (let p = 0; p < f.length; p++) f[p] = (4 * states[1][p] - states[0][p]) / 3;
    const production = entropyProduction(mesh, f, engine.collisions, fields);
    const relaxed = friction > 0 ? -Math.expm1(-friction * now) / friction : now;
    const row = densityDiagnostics(mesh, f, engine.collisions, fields, equation.strength, { time: now, relaxed });
    if (now === 0) initialEntropy = row.entropy;
    if (!Number.isFinite(row.mass)) throw new Error(`the grid solver met a non-finite density before time ${now}`);
    const diagnostics = {
      ...row,
      entropy_production: production,
      generic_residual: row.entropy - initialEntropy - blend(productions),
      step,
    };
    yield { time: now, iteration, f, mesh, diagnostics, wanted: output.wanted };
  }
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
  if (!initial.normalise) return f;
  const wanted = initial.kind === 'maxwellians' ? initial.components.reduce((sum, { mass }) => sum + mass, 0) : 1;
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

/**
 * Largest step times drift rate in one collision step. Measured on gamma = 1, 0X-2V, 32 points: stable up to 19; a
 * frozen-coefficient bound would be 0.4, but the growth it fears is carried inwards and damped.
 */
const driftLimit = 8;

/** Strang steps of one mesh and equation, with their work arrays. */
class Engine {
  readonly collisions: Collisions;
  private readonly mesh: GridMesh;
  private readonly fields: CollisionFields;
  private readonly strength: number;
  private readonly chebyshev: Chebyshev;
  private readonly transports = new Map<number, Transport>();

  constructor(mesh: GridMesh, fields: CollisionFields, strength: number) {
    this.mesh = mesh;
    this.fields = fields;
    this.strength = strength;
    this.collisions = new Collisions(mesh, strength);
    this.chebyshev = new Chebyshev(mesh.positions * mesh.slab);
  }

  /** `count` steps in place; returns the time integral of the entropy production (trapezoidal over the steps). */
  advance(f: Float64Array, step: number, count: number): number {
    const { mesh, fields, strength, collisions, chebyshev } = this;
    const half = this.transport(step / 2);
    let integral = 0;
    let before = entropyProduction(mesh, f, collisions, fields);
    for (let n = 0; n < count; n++) {
      half.apply(f);
      fields.update(f);
      const bounds = stiffnessBounds(fields, mesh.positions, mesh.dv);
      // As many parts in the halved steps as in the whole one, or the two errors would not be in the ratio 4.
      const parts = Math.max(1, Math.ceil((step * count * strength * bounds.drift) / driftLimit));
      // The bounds cover A at the start of the step; a tenth more for its growth within the step.
      const radius = 1.1 * strength * bounds.diffusion * mesh.dv * (Math.PI / mesh.spacingV) ** 2;
      for (let part = 0; part < parts; part++) {
        chebyshev.step((state, rate) => collisions.rate(state, fields, rate), f, step / parts, stagesFor((radius * step) / parts));
      }
      half.apply(f);
      const after = entropyProduction(mesh, f, collisions, fields);
      integral += ((before + after) * step) / 2;
      before = after;
    }
    return integral;
  }

  private transport(time: number): Transport {
    let found = this.transports.get(time);
    if (!found) {
      // Output intervals may differ by rounding only; a few shift tables are enough.
      if (this.transports.size > 8) this.transports.clear();
      this.transports.set(time, (found = new Transport(this.mesh, time)));
    }
    return found;
  }
}
