import type { Scenario } from '../contracts.ts';
import { shown } from '../math/shown.ts';
import { fieldFunction, fieldVocabulary, parseField } from '../physics/fields.ts';
import { boxLength } from './box.ts';
import { initialDensity } from './initial-density.ts';

/** An error of the mass above which the cells of the integrals miss something of f0. */
const mostMassError = 1e-6;

/** A jump above this share of a field's largest value is not rounding. */
const jump = 1e-9;

/** What initial data by formulas may do but their author should know; one sentence each. */
export function initialRemarks(scenario: Scenario): string[] {
  const { initial } = scenario;
  if (initial.kind !== 'profiles' && initial.kind !== 'formula') return [];
  const { massError } = initialDensity(scenario);
  const coarse = `initial: the mass and moments of f0 are good to about ${massError.toExponential(1)} only: it has a jump, or structure ` +
    'finer than the cells over which it is integrated.';
  return [...brokenPeriods(scenario, initial), ...(massError > mostMassError ? [coarse] : [])];
}

/** Fields that are not the same at either end of a periodic box. */
function brokenPeriods(scenario: Scenario, initial: Extract<Scenario['initial'], { kind: 'profiles' | 'formula' }>): string[] {
  const length = boxLength(scenario);
  if (!length) return [];
  const { dimensions } = scenario.equation;
  const vocabulary = fieldVocabulary({ x: dimensions.x, v: initial.kind === 'formula' ? dimensions.v : 0 }, initial.parameters);
  const fields = initial.kind === 'formula' ? [initial.density]
    : initial.components.flatMap(({ density, velocity, temperature }) => [density, ...velocity, ...temperature]);
  const middle = [...length.map((edge) => 0.37 * edge), ...(initial.box.velocity?.centre ?? [])];
  return [...new Set(fields)].flatMap((field) => length.flatMap((edge, d) => {
    const at = fieldFunction(parseField(field, vocabulary), vocabulary);
    const values = Array.from({ length: 17 }, (_, k) => at(middle.with(d, (k * edge) / 16)));
    const [low, high] = [values[0], values[16]];
    if (Math.abs(high - low) <= jump * Math.max(...values.map(Math.abs))) return [];
    const name = vocabulary.variables[d];
    const ends = `${shown(low, 4)} at ${name} = 0, ${shown(high, 4)} at ${name} = ${shown(edge, 6)}`;
    return [`initial: "${field}" is not periodic (${ends}): f0 jumps at the ends of the box.`];
  }));
}
