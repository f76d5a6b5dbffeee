import { problems, type GridSize, type Problem } from './accuracy-problems.ts';

export type Method = 'Galerkin' | 'classical blob' | 'our blob' | 'Monte Carlo' | 'grid';

/** What the accuracy benchmark runs: a problem, a method, a resolution; plain data for a child process. */
export interface AccuracyCase {
  readonly problem: string;
  readonly method: Method;
  /** For example 12 x 16 x 16. */
  readonly resolution: string;
  /** Overrides of damping-1x2v, as after --set. */
  readonly set: readonly string[];
  readonly grid?: GridSize & { readonly step: number };
}

/** Diagnostics at the output times, by column. */
export type Rows = readonly Readonly<Record<string, number>>[];

export interface AccuracyRun {
  readonly points: number;
  readonly processorSeconds: number;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
  readonly rows: Rows;
  /** Why there are fewer rows: the run stopped itself. */
  readonly stopped?: string;
}

export interface AccuracyResult extends Omit<AccuracyCase, 'set' | 'grid'>, Omit<AccuracyRun, 'rows'> {
  /** By quantity, the largest over the output times. */
  readonly errors: Readonly<Record<string, number>>;
}

const box = 2 * Math.PI;
const ends = ['time.end=1', 'output.diagnostics.every=0.5', 'output.snapshots.every=1'];

/** One lattice for a problem: positions, velocities in units of the coarse lattice, step of the Galerkin score. */
interface Lattice {
  readonly x: number;
  readonly finer: number;
  readonly step: number;
  /** By rk4 without a splitting. */
  readonly unsplit?: boolean;
}

const lattices: Readonly<Record<number, readonly Lattice[]>> = {
  2: [
    { x: 8, finer: 1, step: 0.05 }, { x: 12, finer: 4 / 3, step: 0.025 }, { x: 12, finer: 4 / 3, step: 0.0125 },
    { x: 8, finer: 1, step: 0.05, unsplit: true }, { x: 12, finer: 4 / 3, step: 0.03125, unsplit: true },
  ],
  3: [
    { x: 8, finer: 1, step: 0.05 }, { x: 8, finer: 5 / 4, step: 0.025 }, { x: 8, finer: 1, step: 0.05, unsplit: true },
    { x: 8, finer: 5 / 4, step: 0.05, unsplit: true },
  ],
};

/**
 * A blob as wide as the lattice in x and 0.9 of its spacing in v, steps of 0.05 by the stabilised explicit scheme; Monte Carlo with as
 * many particles and the same blob. The Galerkin score has shorter steps, its largest error here, and else the defaults (score: auto).
 */
function byParticles(problem: Problem, { x, finer, step, unsplit }: Lattice, blobs: boolean): AccuracyCase[] {
  const counts = problem.velocities.map((count) => 2 * Math.round((count * finer) / 2));
  const resolution = [x, ...counts].join(' x ');
  const lattice = (halfWidth: readonly number[], more = ''): string => {
    const velocity = `{ count: [${counts}], halfWidth: [${halfWidth}] }`;
    return `particles={ sampling: lattice, position: { count: ${x} }, velocity: ${velocity}${more} }`;
  };
  const widths = problem.halfWidth.blob.map((half, axis) => (0.9 * 2 * half) / counts[axis]);
  const width = [
    `mollifier.width.position=[${box / x}]`, `mollifier.width.velocity=${widths.reduce((sum, w) => sum + w, 0) / widths.length}`,
  ];
  const blob = [...ends, 'score=particle-sum', ...width, 'time.scheme=rkc', 'time.step=0.05'];
  const onLattice = [lattice(problem.halfWidth.blob, ', trim: 1e-4'), ...blob];
  const common = { problem: problem.name, resolution };
  const set = (words: readonly string[]): string[] => [...problem.set, ...words];
  const galerkin: AccuracyCase = {
    ...common, method: 'Galerkin', resolution: `${resolution}, dt ${step}${unsplit ? ', unsplit' : ''}`,
    set: set([
      lattice(problem.halfWidth.galerkin), ...ends, 'score=auto', `time.step=${step}`,
      ...(unsplit ? ['time.scheme=rk4', 'time.splitting=none'] : []),
    ]),
  };
  if (!blobs) return [galerkin];
  const count = x * counts.reduce((product, n) => product * n, 1);
  return [
    galerkin, { ...common, method: 'our blob', set: set(onLattice) },
    { ...common, method: 'classical blob', set: set([...onLattice, 'mollifier.variancePreserving=false', 'mollifier.comoving=false']) },
    { ...common, method: 'Monte Carlo', set: set([`particles={ sampling: random, count: ${count} }`, ...blob]) },
  ];
}

const onGrid = (problem: Problem, grid: GridSize, step: number): AccuracyCase => ({
  problem: problem.name, method: 'grid',
  resolution: [grid.positionPoints, ...problem.velocities.map(() => grid.velocityPoints)].join(' x '),
  set: [...problem.set, ...ends], grid: { ...grid, step },
});

/** The grid run that judges a problem, where one does. */
export const judgeOf = (problem: Problem): AccuracyCase | undefined =>
  typeof problem.judge === 'string' ? undefined : onGrid(problem, problem.judge, 0.025);

/** Cheap first. Blobs on the two coarser lattices only: they cost the square of the particles. */
export const casesOf = (problem: Problem, quick: boolean): readonly AccuracyCase[] => [
  ...lattices[problem.velocities.length].flatMap((lattice, n) => (quick && n > 0 ? [] : byParticles(problem, lattice, n < 2))),
  ...problem.grids.flatMap((grid, n) => (quick && n > 0 ? [] : [onGrid(problem, grid, 0.05)])),
];

export { problems };
