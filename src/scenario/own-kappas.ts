import { kappas } from '../physics/catalogue.ts';
import { parseFormula, radialVocabulary } from '../physics/formula-parser.ts';
import { Refusal } from '../refusal.ts';

/** A spatial kernel of a user, with a name: a formula in r, and the numbers in it with their defaults. */
export interface OwnKappa {
  readonly name: string;
  readonly expression: string;
  readonly parameters?: Readonly<Record<string, number>>;
}

const own = new Map<string, OwnKappa>();

/**
 * Gives a formula kernel a name that scenarios of this process may use as equation.kappa.kind, with its parameters beside it.
 * A scenario that uses it is resolved to the formula itself: what a run writes down, threads and references need no registration.
 * Throws a Refusal for a name that is taken, a FormulaError for a formula that cannot be read.
 */
export function registerKappa(kappa: OwnKappa): void {
  const { name, expression, parameters = {} } = kappa;
  if (kappas.some((kind) => kind.name === name)) {
    throw new Refusal('input', `there is a kernel '${name}' already`, { advice: 'use another name' });
  }
  parseFormula(expression, radialVocabulary(parameters));
  own.set(name, kappa);
}

type Mapping = Readonly<Record<string, unknown>>;
const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A scenario as written, with a registered kernel in it replaced by its formula. */
export function withOwnKappas(value: unknown): unknown {
  if (!isMapping(value) || !isMapping(value.equation) || !isMapping(value.equation.kappa)) return value;
  const { kind, ...given } = value.equation.kappa;
  const found = own.get(String(kind));
  if (!found) return value;
  const kappa = { kind: 'formula', expression: found.expression, ...found.parameters, ...given };
  return { ...value, equation: { ...value.equation, kappa } };
}
