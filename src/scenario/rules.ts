import { schemes } from '../dynamics/catalogue.ts';
import { named } from '../members.ts';
import type { Scenario } from '../contracts.ts';
import { snapshotColumns } from '../io/columns.ts';
import { whyInadmissible } from '../physics/admissible-formula.ts';
import { usesDisplacement } from '../physics/formula.ts';
import { mathematicalConstants, mathematicalFunctions, parseFormula, radialVocabulary } from '../physics/formula-parser.ts';
import { boxLength } from '../state/box.ts';
import { mostProblems, type ScenarioPath } from './error.ts';
import { unknownName } from './fields.ts';
import { formulaProblem } from './formula-problem.ts';
import { centresFit, formulasFit, initialFits, temperatureBound } from './initial-rules.ts';
import type { Report } from './resolve.ts';
import { mostParticles } from './schema.ts';

/** More steps, or outputs, than any run comes to the end of. */
const mostSteps = 1e9;
const reservedNames = ['r', 'x', ...mathematicalConstants.keys(), ...Object.keys(mathematicalFunctions)];

/** As far as two particles in free space are expected to get. */
const farInFreeSpace = 1e4;

export type Rule = (scenario: Scenario, report: Report) => void;

/** Rules between values of a complete scenario. Each reports what it finds wrong. */
export function checkRules(scenario: Scenario, report: Report): void {
  const rules = [
    kappaFits, initialFits, formulasFit, particlesFit, widthsFit, scoreFits, timeFits, unsplitFits, outputsFit, centresFit, columnsExist,
  ];
  for (const rule of rules) rule(scenario, report);
}

const kappaFits: Rule = (scenario, report) => {
  const { equation } = scenario;
  const { kappa } = equation;
  const expression = kappa.kind === 'formula' ? String(kappa.expression) : undefined;
  if (expression === undefined) return;
  const path = ['equation', 'kappa', 'expression'];
  const taken = Object.keys(kappa).filter((name) => typeof kappa[name] === 'number' && reservedNames.includes(name));
  for (const name of taken) report(['equation', 'kappa', name], 'this name has a meaning of its own in formulas; use another');
  try {
    const formula = parseFormula(expression, radialVocabulary(kappa));
    if (usesDisplacement(formula) && equation.dimensions.x > 1) {
      report(path, `'x' is a single displacement, but dimensions.x is ${equation.dimensions.x}; write kappa in the distance 'r'`);
      return;
    }
    const reason = whyInadmissible(formula, farthest(scenario));
    if (reason) report(path, reason);
  } catch (error) {
    report(path, formulaProblem(error, expression));
  }
};

/** Largest distance a pair can have: half the diagonal of a periodic box, by the minimum image. */
function farthest(scenario: Scenario): number {
  const edges = boxLength(scenario);
  return edges ? Math.hypot(...edges.map((length) => length / 2)) : farInFreeSpace;
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

/** What steps without a splitting do not do. */
const unsplitFits: Rule = ({ equation, score, time }, report) => {
  if (time.splitting !== 'none') return;
  const refuse = (what: string, found: unknown): void => report(['time', 'splitting'], `none is for ${what}, found ${found}; use strang`);
  if (time.scheme !== 'rk4') refuse('time.scheme: rk4', time.scheme);
  if (typeof time.step !== 'number') refuse('a fixed time.step', 'an adaptive one');
  if (time.substeps.collisions > 1) refuse('one collision step in each', time.substeps.collisions);
  if (typeof score === 'string' && score !== 'auto') refuse('score: auto or galerkin', score);
  if (equation.dimensions.x === 0) refuse('runs with x', 'dimensions.x: 0');
  if (equation.regularisation) refuse('free transport', 'equation.regularisation');
};

const atLeast = (end: number): string => `expected at least time.end / ${mostSteps.toExponential(0)} (${end / mostSteps})`;

const outputsFit: Rule = ({ time, output, mollifier }, report) => {
  const often = (path: ScenarioPath, every: number): void => {
    if (time.end / every > mostSteps) report(path, `${atLeast(time.end)}, found ${every}`);
  };
  for (const name of ['diagnostics', 'snapshots', 'checkpoint', 'profiles'] as const) {
    often(['output', name, 'every'], output[name].every ?? Infinity);
  }
  const { comoving } = mollifier;
  if (typeof comoving === 'object' && 'reset' in comoving) often(['mollifier', 'comoving', 'reset'], comoving.reset);
};

const columnsExist: Rule = ({ equation, output, score }, report) => {
  const carried = typeof score === 'object' ? ['log_density'] : [];
  const known = [...snapshotColumns(equation.dimensions).map(({ name }) => name), ...carried];
  const unknown = [...(output.snapshots.columns ?? []).entries()].filter(([, column]) => !known.includes(column));
  for (const [k, [i, column]] of unknown.entries()) {
    report(['output', 'snapshots', 'columns', i], k < mostProblems ? unknownName(column, known) : '');
  }
};
