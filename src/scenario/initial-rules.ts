import type { Scenario } from '../contracts.ts';
import { describeTable, requireColumns } from '../io/arrow-reader.ts';
import { FileError } from '../io/file-error.ts';
import { vectorNames } from '../math/axes.ts';
import { shown } from '../math/shown.ts';
import { coordinateNames, fieldFunction, fieldVocabulary, parseField } from '../physics/fields.ts';
import { boxAxes, visitCells } from '../state/box-rule.ts';
import type { ScenarioPath } from './error.ts';
import { formulaProblem } from './formula-problem.ts';
import type { Report } from './resolve.ts';

/** Boxes from 0 within which the centre of a Gaussian may lie. */
const farthestBoxes = 1e6;

type Rule = (scenario: Scenario, report: Report) => void;

export const initialFits: Rule = ({ equation, initial, particles }, report) => {
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

/** What the values of a field must be. */
interface Demand {
  readonly what: string;
  holds(value: number): boolean;
}

const finite: Demand = { what: 'a finite number', holds: Number.isFinite };
const atLeastZero: Demand = { what: 'a finite number >= 0 (max(0, ...) cuts it off)', holds: (value) => value >= 0 && value < Infinity };
const aboveZero: Demand = { what: 'a finite number > 0', holds: (value) => value > 0 && value < Infinity };

/** Points at which the fields of initial data are looked at, in all. */
const mostProbes = 2 ** 14;

/** Initial data by formulas: every formula can be read, and has values of its kind all over the box. */
export const formulasFit: Rule = (scenario, report) => {
  const { initial, equation: { dimensions: { x, v } } } = scenario;
  if (initial.kind !== 'profiles' && initial.kind !== 'formula') return;
  const dimensions = { x, v: initial.kind === 'formula' ? v : 0 };
  const vocabulary = fieldVocabulary(dimensions, initial.parameters);
  const taken = Object.keys(initial.parameters).filter((name) =>
    ['pi', 'e', ...Object.keys(vocabulary.functions), ...coordinateNames({ x: 3, v: 3 })].includes(name));
  for (const name of taken) report(['initial', 'parameters', name], 'this name has a meaning of its own in formulas; use another');
  const axes = boxAxes(scenario, initial);
  const count = Math.max(2, Math.floor(mostProbes ** (1 / Math.max(1, axes.length))));
  const check = (field: number | string, path: ScenarioPath, demand: Demand): void => {
    try {
      const value = fieldFunction(parseField(field, vocabulary), vocabulary);
      let problem: string | undefined;
      visitCells(axes, count, (point) => {
        if (problem === undefined && !demand.holds(value(point))) problem = `${value(point)}${placeText(vocabulary.variables, point)}`;
      });
      if (problem !== undefined) report(path, `expected ${demand.what}, found ${problem}`);
    } catch (error) {
      report(path, formulaProblem(error, String(field)));
    }
  };
  if (initial.kind === 'formula') return check(initial.density, ['initial', 'density'], atLeastZero);
  initial.components.forEach(({ density, velocity, temperature }, i) => {
    const path = (...names: (string | number)[]): ScenarioPath => ['initial', 'components', i, ...names];
    check(density, path('density'), atLeastZero);
    velocity.forEach((field, d) => check(field, path('velocity', d), finite));
    temperature.forEach((field, d) => check(field, path('temperature', d), aboveZero));
  });
};

const placeText = (names: readonly string[], point: ArrayLike<number>): string =>
  (names.length === 0 ? '' : ` at ${names.map((name, d) => `${name} = ${shown(point[d], 4)}`).join(', ')}`);

/** Total temperature of the data, when it can be told from the scenario without work. */
export function temperatureBound(initial: Scenario['initial'], dv: number): number {
  if (initial.kind === 'bkw') return 1;
  // A velocity gradient only adds to it, and by an amount that depends on the sampling.
  if (initial.kind !== 'maxwellians' || initial.components.some((component) => component.velocityGradient)) return Infinity;
  const mass = initial.components.reduce((sum, component) => sum + component.mass, 0);
  let total = 0;
  for (let axis = 0; axis < dv; axis++) {
    const mean = initial.components.reduce((sum, c) => sum + c.mass * c.velocity[axis], 0) / mass;
    total += initial.components.reduce((sum, c) => sum + c.mass * (c.temperature[axis] + (c.velocity[axis] - mean) ** 2), 0) / mass;
  }
  return total / dv;
}

/** A periodic box holds a Gaussian wherever it is, but of a centre far away too few digits are left inside. */
export const centresFit: Rule = ({ initial, domain }, report) => {
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
