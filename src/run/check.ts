import { totalmem } from 'node:os';
import type { Scenario } from '../contracts.ts';
import { widths } from '../dynamics/blob.ts';
import { describeTable } from '../io/arrow-reader.ts';
import { Refusal } from '../refusal.ts';
import { arenaBytes } from '../state/arena.ts';
import { wider } from '../state/memory.ts';
import { boxLength } from '../state/box.ts';
import type { ExpectedCount } from '../state/expected-count.ts';
import { latticeAxes } from '../state/sampling.ts';
import { advice } from './advice.ts';
import type { EngineOptions } from './engine.ts';
import { requireRoom } from './room.ts';
import { smaller, trialOf, type Trial } from './trial.ts';

/** What a run will take, before it is begun. */
export interface ScenarioCheck {
  readonly scenario: string;
  readonly particles: ExpectedCount;
  /** Shared memory of the run, all of it and for each particle. */
  readonly bytes: number;
  readonly bytesEach: number;
  readonly time: { readonly step: Scenario['time']['step']; readonly end: number; readonly steps: number };
  readonly outputs: { readonly rows: number; readonly snapshots: number };
  /** Wall seconds of the steps and outputs on `threads` threads, measured on `measuredWith` particles. */
  readonly seconds: { readonly total: number; readonly aStep: number; readonly measuredWith: number; readonly threads: number };
  /** The score, and what it and the sums say of themselves. */
  readonly chosen: Pick<Trial, 'sums' | 'collisions'>;
  readonly mollifier?: MollifierCheck;
  readonly lattice?: LatticeCheck;
  readonly notes: readonly string[];
}

/** Standard deviations of the mollifier against what it smooths: x first, then v. */
export interface MollifierCheck {
  readonly widths: readonly number[];
  /** Over the lattice's spacing; absent without a lattice. */
  readonly overSpacing?: readonly number[];
  /** Over 1/k of the shortest wave of the data (x), over the coldest thermal speed (v). */
  readonly overStructure: readonly number[];
}

export interface LatticeCheck {
  /** Time at which free streaming has turned the data's shortest wave by 2 pi between neighbouring velocities. */
  readonly recurs: number;
  /** Age at which a Galerkin score's modes are aliased; absent for blobs. */
  readonly aliasingAge?: number;
}

/** Runs up to this size are tried as they are; of larger ones a part of this size, and another of the size below. */
const trialSize = 8192;
/** Pairs cost the square: half of it. What costs O(N) is seen beside its constant part (meshes, algebra) in more particles only. */
const otherSize = { pairs: 1 / 2, linear: 8 };

/**
 * What a run of `scenario` will take and choose, measured in memory on a few steps: of the run itself where it is small, else of
 * two smaller ones, from which the time is carried on (a n + b n^2 where there are pairs, a + b n where there are none).
 * Nothing is written. Refuses what cannot be had, within a second.
 */
export async function checkScenario(scenario: Scenario, options: EngineOptions, size = trialSize): Promise<ScenarioCheck> {
  const particles = requireRoom(scenario) ?? { count: describeTable(fileOf(scenario)).rows, exact: false };
  const { count } = particles;
  const given = scenario.particles.sampling === 'given';
  const whole = given || count <= size;
  const trials = whole ? [await trialOf(scenario, options)] : await partTrials(scenario, { count, size }, options);
  const last = trials[trials.length - 1];
  const found = whole ? { ...particles, count: last.particles, exact: true } : particles;
  const pairs = usesPairs(last);
  const at = (of: (trial: Trial) => number, squares: boolean): number => extrapolated(trials, of, found.count, squares);
  // Meshes have their size from the data's extent, but for the columns that they borrow.
  const bytes = at((trial) => trial.bytes, false) + last.meshBytes + meshBytesEach(last) * (found.count - last.particles);
  if (bytes > Math.min(arenaBytes, totalmem())) throw tooLarge(count, bytes);
  const aStep = at((trial) => trial.secondsAStep, pairs);
  const { step, end } = scenario.time;
  const steps = Math.ceil(end / (typeof step === 'number' ? step : step.max) - 1e-9);
  const { diagnostics, snapshots } = scenario.output;
  const times = (every: number): number => 1 + Math.min(steps, Math.ceil(end / every - 1e-9));
  const outputs = { rows: times(diagnostics.every), snapshots: times(snapshots.every) };
  return {
    scenario: scenario.name, particles: found, bytes, bytesEach: bytes / found.count,
    time: { step, end, steps }, outputs,
    seconds: {
      total: steps * aStep + outputs.rows * at((trial) => trial.secondsAnOutput, pairs), aStep,
      measuredWith: last.particles, threads: options.threads,
    },
    chosen: { sums: last.sums, collisions: last.collisions },
    ...(last.collisions.score === 'galerkin' ? {} : { mollifier: mollifierCheck(scenario) }),
    ...latticeCheck(scenario, last),
    notes: advice(scenario),
  };
}

const fileOf = ({ initial }: Scenario): string => (initial.kind === 'arrow' ? initial.file : '');

/** Two runs smaller than `count`, one of `size` particles. */
async function partTrials(scenario: Scenario, { count, size }: { count: number; size: number }, options: EngineOptions): Promise<Trial[]> {
  const part = (n: number): Promise<Trial> => trialOf(smaller(scenario, Math.min(n, count), count), options, count);
  const first = await part(size);
  return usesPairs(first) ? [await part(size * otherSize.pairs), first] : [first, await part(size * otherSize.linear)];
}

/** Are there sums over pairs of particles? */
function usesPairs({ sums, collisions }: Trial): boolean {
  if (collisions.score === 'galerkin') return ['direct', 'truncated'].includes(String(collisions.collisions));
  return [sums.blob, sums.collisions].some((name) => name === 'direct' || name === 'truncated');
}

/** Bytes that a mesh borrows for each particle (`src/mesh/workspace.ts`). */
const meshBytesEach = ({ meshBytes }: Trial): number => (meshBytes > 0 ? 52 : 0);

/** A cost at `count` particles from one or two trials; no part of it is taken to fall with the number of particles. */
function extrapolated(trials: readonly Trial[], of: (trial: Trial) => number, count: number, squares: boolean): number {
  const [one, two] = trials;
  if (two === undefined) return of(one);
  const [low, high] = squares ? [1, 2] : [0, 1];
  const [n, m] = [one.particles, two.particles];
  // of(n) = a n^low + b n^high at both.
  const b = (of(two) / m ** low - of(one) / n ** low) / (m ** (high - low) - n ** (high - low));
  const a = of(one) / n ** low - b * n ** (high - low);
  if (!(b > 0) || a < 0) return of(two) * (count / m) ** high;
  return a * count ** low + b * count ** high;
}

function tooLarge(count: number, bytes: number): Refusal {
  const most = Math.min(arenaBytes, totalmem());
  const gigabytes = (value: number): string => `${(value / 2 ** 30).toPrecision(3)} GiB`;
  const needed = `this run of ${count} particles needs about ${gigabytes(bytes)}`;
  return new Refusal('input', `${needed}, and a run can have ${gigabytes(most)} here`, {
    advice: `use at most ${Math.floor((0.95 * count * most) / bytes / 1000) * 1000} particles${wider(bytes)}`,
  });
}

function mollifierCheck(scenario: Scenario): MollifierCheck {
  const { initial, particles, equation } = scenario;
  const { position, velocity } = widths(scenario);
  const all = [...position, ...Array.from({ length: equation.dimensions.v }, () => velocity)];
  const components = initial.kind === 'maxwellians' ? initial.components : [];
  const length = boxLength(scenario);
  const inSpace = position.map((_, d) => Math.min(Infinity, ...components.map(({ space }) =>
    space.kind === 'gaussian' ? space.width[d]
      : space.kind === 'cosine' && length && space.amplitude[d] !== 0 ? length[d] / (2 * Math.PI * space.mode[d]) : Infinity)));
  const inVelocity = Array.from({ length: equation.dimensions.v }, (_, d) =>
    Math.min(components.length > 0 ? Infinity : 1, ...components.map(({ temperature }) => Math.sqrt(temperature[d]))));
  const structure = [...inSpace, ...inVelocity];
  const lattice = particles.sampling === 'lattice' ? latticeAxes(scenario) : undefined;
  const spacing = lattice && [...lattice.position, ...lattice.velocity].map((axis) => axis.spacing);
  return {
    widths: all, overStructure: all.map((width, d) => width / structure[d]),
    ...(spacing && { overSpacing: all.map((width, d) => width / spacing[d]) }),
  };
}

/** Only periodic lattices recur. */
function latticeCheck(scenario: Scenario, { collisions }: Trial): { lattice?: LatticeCheck } {
  const length = boxLength(scenario);
  const { initial, particles } = scenario;
  if (!length || particles.sampling !== 'lattice' || initial.kind !== 'maxwellians') return {};
  const { velocity } = latticeAxes(scenario);
  const highest = (d: number): number => Math.max(0, ...initial.components.map(({ space }) =>
    (space.kind === 'cosine' && space.amplitude[d] !== 0 ? space.mode[d] : 0)));
  const recurs = Math.min(...length.map((edge, d) => edge / (highest(d) * velocity[d].spacing)));
  const { aliasingAge } = collisions;
  if (!Number.isFinite(recurs)) return {};
  return { lattice: { recurs, ...(typeof aliasingAge === 'number' && { aliasingAge }) } };
}
