/** What the accuracy benchmark runs: a scenario of the package, a method, a resolution; plain data for a child process. */
export interface AccuracyCase {
  readonly scenario: 'damping-1x2v' | 'bkw-2d';
  readonly method: 'Galerkin' | 'classical blob' | 'our blob' | 'Monte Carlo' | 'grid';
  /** For example 12 x 20^2. */
  readonly resolution: string;
  /** Overrides of the scenario, as after --set. */
  readonly set: readonly string[];
  readonly grid?: { readonly velocityPoints: number; readonly positionPoints?: number };
}

export interface AccuracyResult extends Omit<AccuracyCase, 'set' | 'grid'> {
  readonly degreesOfFreedom: number;
  readonly processorSeconds: number;
  readonly peakMegabytes: number;
  /** Absolute errors at the end: of columns of the diagnostics, and the relative L2 error of the density on a fixed mesh. */
  readonly errors: Readonly<Record<string, number>>;
  /** Why there are no errors: the run stopped itself. */
  readonly stopped?: string;
}

const box = 2 * Math.PI;

/** Stiff tails of fine lattices are taken care of by the stabilised scheme, at one step for all particle runs. */
const time = (end: number, step: number): string[] => [
  `time.scheme=rkc`, `time.step=${step}`, `time.end=${end}`, `output.diagnostics.every=${end / 2}`, `output.snapshots.every=${end}`,
];

const classical = ['mollifier.variancePreserving=false', 'mollifier.comoving=false'];

/** The Galerkin score costs so little that a shorter step, its largest error here, is fair. */
const short = ['time.scheme=discrete-gradient', 'time.step=0.02'];

/**
 * (1 + 0.4 cos x) M(v): blob widths of 1.0 and 0.9 lattice spacings, on the lattice that suits a blob; Monte Carlo with as many
 * particles and the same blob; the Galerkin score on the scenario's own lattice.
 */
function damping(x: number, v: number, grid: readonly [number, number], end: number): AccuracyCase[] {
  const width = ['score=particle-sum', `mollifier.width.position=[${box / x}]`, `mollifier.width.velocity=${(0.9 * 9) / v}`];
  const counts = [`particles.position.count=${x}`, `particles.velocity.count=${v}`];
  const lattice = [...counts, 'particles.velocity.halfWidth=4.32', 'particles.trim=1e-4'];
  const steps = time(end, 0.05);
  const common = { scenario: 'damping-1x2v', resolution: `${x} x ${v}^2` } as const;
  return [
    { ...common, method: 'Galerkin', set: [...counts, ...steps, ...short] },
    { ...common, method: 'classical blob', set: [...lattice, ...width, ...steps, ...classical] },
    { ...common, method: 'our blob', set: [...lattice, ...width, ...steps] },
    { ...common, method: 'Monte Carlo', set: [`particles={ sampling: random, count: ${x * v * v} }`, ...width, ...steps] },
    {
      ...common, method: 'grid', resolution: `${grid[0]} x ${grid[1]}^2`, set: steps,
      grid: { positionPoints: grid[0], velocityPoints: grid[1] },
    },
  ];
}

function bkw(v: number, grid: number, end: number): AccuracyCase[] {
  const steps = time(end, 0.1);
  const common = { scenario: 'bkw-2d', resolution: `${v}^2` } as const;
  const lattice = [`particles.velocity.count=${v}`];
  return [
    { ...common, method: 'Galerkin', set: [...lattice, ...steps, ...short, 'score=galerkin', 'particles.trim=1e-8'] },
    { ...common, method: 'classical blob', set: [...lattice, ...steps, 'score=quadrature', 'mollifier.variancePreserving=false'] },
    { ...common, method: 'our blob', set: [...lattice, ...steps] },
    {
      ...common, method: 'Monte Carlo',
      set: [`particles={ sampling: random, count: ${v * v} }`, `mollifier.width={ velocity: ${(0.8 * 8) / v} }`, ...steps],
    },
    { ...common, method: 'grid', resolution: `${grid}^2`, set: steps, grid: { velocityPoints: grid } },
  ];
}

export const quickCases = (): readonly AccuracyCase[] => [...damping(8, 10, [8, 16], 0.5), ...bkw(20, 16, 1)];

export const allCases = (): readonly AccuracyCase[] => [
  ...damping(8, 12, [8, 16], 2), ...damping(12, 16, [16, 24], 2), ...damping(12, 20, [32, 32], 2),
  ...bkw(20, 16, 5), ...bkw(30, 24, 5), ...bkw(40, 32, 5),
];
