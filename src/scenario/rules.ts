import { schemes } from '../dynamics/catalogue.ts';
import { named } from '../members.ts';
import type { Scenario } from '../contracts.ts';
import { describeTable, requireColumns } from '../io/arrow-reader.ts';
import { snapshotColumns } from '../io/columns.ts';
import { vectorNames } from '../math/axes.ts';
import { FileError } from '../io/file-error.ts';
import { whyInadmissible } from '../physics/admissible-formula.ts';
import { usesDisplacement } from '../physics/formula.ts';
import { FormulaError, parseFormula } from '../physics/formula-parser.ts';
import { boxLength } from '../state/box.ts';
import { didYouMean } from './nearest.ts';
import { mostProblems, type ScenarioPath } from './error.ts';
import { unknownName } from './fields.ts';
import type { Report } from './resolve.ts';

/** More particles than this would not fit in memory. */
const mostParticles = 1e8;
/** More steps, or outputs, than any run comes to the end of. */
const mostSteps = 1e9;
/** Boxes from 0 within which the centre of a Gaussian may lie. */
const farthestBoxes = 1e6;
/** As far as two particles in free space are expected to get. */
const farInFreeSpace = 1e4;

type Rule = (scenario: Scenario, report: Report) => void;

/** Rules between values of a complete scenario. Each reports what it finds wrong. */
export function checkRules(scenario: Scenario, report: Report): void {
  const rules = [kappaFits, initialFits, particlesFit, widthsFit, scoreFits, timeFits, outputsFit, centresFit, columnsExist];
  for (const rule of rules) rule(scenario, report);
}

const kappaFits: Rule = (scenario, report) => {
  const { equation } = scenario;
  const { kappa } = equation;
  const expression = kappa.kind === 'formula' ? String(kappa.expression) : undefined;
  if (expression === undefined) return;
  const path = ['equation', 'kappa', 'expression'];
  try {
    const formula = parseFormula(expression);
    if (usesDisplacement(formula) && equation.dimensions.x > 1) {
      report(path, `'x' is a single displacement, but dimensions.x is ${equation.dimensions.x}; write kappa in the distance 'r'`);
      return;
    }
    const reason = whyInadmissible(formula, farthest(scenario));
    if (reason) report(path, reason);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    const place = error.index === undefined ? '' : ` at character ${error.index + 1} of "${expression}"`;
    report(path, `${error.message}${place}.${error.unknown === undefined ? '' : didYouMean(error.unknown, error.known)}`);
  }
};

/** Largest distance a pair can have: half the diagonal of a periodic box, by the minimum image. */
function farthest(scenario: Scenario): number {
  const edges = boxLength(scenario);
  return edges ? Math.hypot(...edges.map((length) => length / 2)) : farInFreeSpace;
}

const initialFits: Rule = ({ equation, initial, particles }, report) => {
  const { x: dx, v: dv } = equation.dimensions;
  if (initial.kind === 'bkw') {
    if (dx > 0) report(['initial', 'kind'], `bkw is homogeneous: it needs dimensions.x: 0, found ${dx}`);
    // f >= 0 needs K = 1 - C exp(-2 (d-1) s t) >= d/(d+2); C is chosen so that equality holds at t = 0.
    if (initial.time < 0) {
      report(
        ['initial', 'time'],
        `expected a time >= 0 (before 0 the BKW solution is negative near v = 0 in ${dv}V), found ${initial.time}`,
      );
    }
  }
  if (initial.kind === 'arrow') {
    if (particles.sampling !== 'given') report(['particles'], 'the particles come from the Arrow file; remove particles');
    const problem = particleFileProblem(initial.file, equation.dimensions);
    if (problem) report(['initial', 'file'], problem);
  } else if (particles.sampling === 'given') {
    report(['particles', 'sampling'], "'given' is for initial.kind: arrow; expected lattice, sobol or random");
  }
};

/** What is wrong with an Arrow file that particles are to be read from, judged by its header. */
function particleFileProblem(file: string, { x, v }: Scenario['equation']['dimensions']): string | undefined {
  try {
    const { path, specs, rows } = describeTable(file);
    requireColumns({ path, columns: Object.fromEntries(specs.map((spec) => [spec.name, spec])) }, [
      ...vectorNames('position', x), ...vectorNames('velocity', v), 'weighting',
    ]);
    return rows === 0 ? `${file}: it has no rows; expected one row per particle` : undefined;
  } catch (error) {
    if (error instanceof FileError) return error.message;
    throw error;
  }
}

const particlesFit: Rule = ({ particles }, report) => {
  if (particles.sampling !== 'lattice') return;
  const total = [...(particles.position?.count ?? []), ...particles.velocity.count].reduce((product, n) => product * n, 1);
  if (total > mostParticles) {
    report(['particles'], `this lattice has ${total.toExponential(2)} particles; expected at most ${mostParticles.toExponential(0)}`);
  }
};

const widthsFit: Rule = ({ equation, initial, particles, mollifier }, report) => {
  const { width } = mollifier;
  if ('rule' in width) {
    if (particles.sampling !== 'lattice') {
      report(['mollifier', 'width'], "the rule 'lattice' needs particles.sampling: lattice; give { position: ..., velocity: ... }");
    }
    return;
  }
  const temperature = temperatureBound(initial, equation.dimensions.v);
  if (mollifier.variancePreserving && width.velocity ** 2 >= temperature) {
    report(
      ['mollifier', 'width', 'velocity'],
      `expected less than the thermal speed ${Math.sqrt(temperature).toPrecision(4)} (the variance-preserving blob contracts by ` +
      `sqrt(1 - width^2/T)), found ${width.velocity}`,
    );
  }
};

/** Total temperature of the data, when it can be told from the scenario. */
function temperatureBound(initial: Scenario['initial'], dv: number): number {
  if (initial.kind === 'bkw') return 1;
  // A velocity gradient only adds to it, and by an amount that depends on the sampling.
  if (initial.kind === 'arrow' || initial.components.some((component) => component.velocityGradient)) return Infinity;
  const mass = initial.components.reduce((sum, component) => sum + component.mass, 0);
  let total = 0;
  for (let axis = 0; axis < dv; axis++) {
    const mean = initial.components.reduce((sum, c) => sum + c.mass * c.velocity[axis], 0) / mass;
    total += initial.components.reduce((sum, c) => sum + c.mass * (c.temperature[axis] + (c.velocity[axis] - mean) ** 2), 0) / mass;
  }
  return total / dv;
}

const scoreFits: Rule = ({ equation, particles, score }, report) => {
  if (score !== 'quadrature') return;
  if (equation.dimensions.x > 0) {
    report(
      ['score'],
      `the quadrature form is for homogeneous runs: it needs dimensions.x: 0, found ${equation.dimensions.x}; use particle-sum`,
    );
  }
  if (particles.sampling !== 'lattice') {
    report(['score'], `the quadrature form needs particles.sampling: lattice, found ${particles.sampling}; use particle-sum`);
  }
};

const timeFits: Rule = ({ equation, time, sums }, report) => {
  if (time.restoreEnergy && named(schemes, time.scheme).keeps.energy) {
    report(['time', 'restoreEnergy'], `is for explicit schemes; '${time.scheme}' keeps the energy itself. Remove it`);
  }
  if (time.restoreEnergy && equation.regularisation) {
    report(['time', 'restoreEnergy'], 'the regularised system does not conserve energy; remove restoreEnergy or equation.regularisation');
  }
  const longest = typeof time.step === 'number' ? time.step : time.step.max;
  if (time.end / longest > mostSteps) {
    report(['time', 'step'], `${atLeast(time.end)}, found ${longest}: more steps than any run can take`);
  }
  if (typeof time.step === 'number' && time.step > time.end) {
    report(['time', 'step'], `expected at most time.end (${time.end}), found ${time.step}`);
  }
  if (sums.method === 'mesh' && equation.dimensions.x > 1) {
    report(['sums', 'method'], `mesh sums are for dimensions.x 0 or 1, found ${equation.dimensions.x}; use direct or random-batch`);
  }
};

const atLeast = (end: number): string => `expected at least time.end / ${mostSteps.toExponential(0)} (${end / mostSteps})`;

const outputsFit: Rule = ({ time, output, mollifier }, report) => {
  const often = (path: ScenarioPath, every: number): void => {
    if (time.end / every > mostSteps) report(path, `${atLeast(time.end)}, found ${every}`);
  };
  for (const name of ['diagnostics', 'snapshots', 'checkpoint'] as const) often(['output', name, 'every'], output[name].every);
  const { comoving } = mollifier;
  if (typeof comoving === 'object' && 'reset' in comoving) often(['mollifier', 'comoving', 'reset'], comoving.reset);
};

/** A periodic box holds a Gaussian wherever it is, but of a centre far away too few digits are left inside. */
const centresFit: Rule = ({ initial, domain }, report) => {
  if (initial.kind !== 'maxwellians' || domain?.x.kind !== 'periodic') return;
  const { length } = domain.x;
  initial.components.forEach(({ space }, i) => {
    if (space.kind !== 'gaussian') return;
    const d = space.mean.findIndex((mean, axis) => Math.abs(mean) > farthestBoxes * length[axis]);
    if (d < 0) return;
    const found = `found ${space.mean[d]} in a box of ${length[d]}`;
    report(['initial', 'components', i, 'space', 'mean'], `expected a centre at most ${farthestBoxes} boxes from 0, ${found}`);
  });
};

const columnsExist: Rule = ({ equation, output, score }, report) => {
  const carried = typeof score === 'object' ? ['log_density'] : [];
  const known = [...snapshotColumns(equation.dimensions).map(({ name }) => name), ...carried];
  const unknown = [...(output.snapshots.columns ?? []).entries()].filter(([, column]) => !known.includes(column));
  for (const [k, [i, column]] of unknown.entries()) {
    report(['output', 'snapshots', 'columns', i], k < mostProblems ? unknownName(column, known) : '');
  }
};
