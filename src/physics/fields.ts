import { axisNames } from '../math/axes.ts';
import { duals, type Dual } from '../math/duals.ts';
import { pointFunctions, type PointFunction } from '../math/fields.ts';
import { readFormulaAt, type Formula } from './formula.ts';
import { mathematicalConstants, mathematicalFunctions, parseFormula, type Vocabulary } from './formula-parser.ts';

interface Dimensions {
  readonly x: number;
  readonly v: number;
}

/** Names of the coordinates of phase space, space first: x, y, z, v_x, v_y, v_z; without velocity where `v` is 0. */
export const coordinateNames = ({ x, v }: Dimensions): string[] =>
  [...axisNames.slice(0, x), ...axisNames.slice(0, v).map((name) => `v_${name}`)];

/** What a field of these coordinates may be written in; `parameters` are numbers that have names. */
export function fieldVocabulary(dimensions: Dimensions, parameters: Readonly<Record<string, number>>): Vocabulary {
  const variables = coordinateNames(dimensions);
  return {
    variables,
    constants: new Map([...mathematicalConstants, ...Object.entries(parameters)]),
    functions: { ...mathematicalFunctions, sin: 1, cos: 1, tanh: 1, step: 1 },
    of: variables.length === 0 ? 'nothing' : variables.join(', '),
  };
}

/** A number or an expression as a formula. Throws a FormulaError. */
export const parseField = (field: number | string, vocabulary: Vocabulary): Formula =>
  (typeof field === 'number' ? { kind: 'number', value: field } : parseFormula(field, vocabulary));

/** A field as a function of the coordinates in the order of the vocabulary's variables. */
export function fieldFunction(formula: Formula, { variables }: Vocabulary): PointFunction {
  return readFormulaAt(formula, pointFunctions, {
    variable: (name) => {
      const axis = variables.indexOf(name);
      return (point) => point[axis];
    },
  });
}

/** A field with its derivatives in the coordinates from `from` on. */
export function fieldGradient(formula: Formula, { variables }: Vocabulary, from: number): (point: ArrayLike<number>) => Dual {
  const count = variables.length - from;
  const algebra = duals(count);
  const directions = Array.from({ length: count }, (_, k) => Array.from({ length: count }, (__, j) => (j === k ? 1 : 0)));
  const still = Array.from({ length: count }, () => 0);
  return (point) => readFormulaAt(formula, algebra, {
    variable: (name) => {
      const axis = variables.indexOf(name);
      return { value: point[axis], slopes: axis < from ? still : directions[axis - from] };
    },
  });
}
