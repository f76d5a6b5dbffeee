import jsep from 'jsep';
import type { Parameters } from '../contracts.ts';
import { fieldNumbers } from '../math/fields.ts';
import { Refusal } from '../refusal.ts';
import { isConstant, readFormulaAt, type Formula } from './formula.ts';

/** An expression that is not a formula. `index` counts characters from 0. */
export class FormulaError extends Refusal {
  override readonly name = 'FormulaError';
  readonly index: number | undefined;
  /** The name that is not known, for a message that proposes one of `known`. */
  readonly unknown: string | undefined;
  readonly known: readonly string[];

  constructor(message: string, index?: number, unknown?: string, known: readonly string[] = []) {
    super('input', message);
    this.index = index;
    this.unknown = unknown;
    this.known = known;
  }
}

/** The names that a formula may use. */
export interface Vocabulary {
  readonly variables: readonly string[];
  readonly constants: ReadonlyMap<string, number>;
  /** Functions and how many arguments they take (min and max: at least). */
  readonly functions: Readonly<Record<string, number>>;
  /** The variables as messages name them. */
  readonly of: string;
}

export const mathematicalConstants: ReadonlyMap<string, number> = new Map([['pi', Math.PI], ['e', Math.E]]);
export const mathematicalFunctions = { exp: 1, log: 1, sqrt: 1, abs: 1, min: 2, max: 2, pow: 2 } as const;
const radial: Vocabulary = { variables: ['r', 'x'], constants: mathematicalConstants, functions: mathematicalFunctions, of: 'r' };
const radials = new Map([['[]', radial]]);

/** That of a kappa, which may use the numbers among its parameters by name. The same object for the same parameters. */
export function radialVocabulary(parameters: Parameters): Vocabulary {
  const named = Object.entries(parameters).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const key = JSON.stringify(named);
  const found = radials.get(key) ?? { ...radial, constants: new Map([...mathematicalConstants, ...named]) };
  radials.set(key, found);
  return found;
}

const longest = 1000;

configureGrammar();

/** jsep as a grammar of arithmetic only: + - * / ^, with ^ right-associative and stronger than a minus on its left. */
function configureGrammar(): void {
  jsep.removeAllBinaryOps();
  jsep.removeAllUnaryOps();
  jsep.removeAllLiterals();
  for (const [operator, precedence] of [['+', 1], ['-', 1], ['*', 2], ['/', 2]] as const) jsep.addBinaryOp(operator, precedence);
  jsep.addBinaryOp('^', 3, true);
  jsep.addBinaryOp('**', 3, true);
  // jsep would read -r^2 as (-r)^2; in mathematics it is -(r^2).
  jsep.hooks.add('gobble-token', function (env) {
    if (this.char !== '-' && this.char !== '+') return;
    const operator = this.char;
    this.index++;
    env.node = { type: 'UnaryExpression', operator, argument: gobblePower(this), prefix: true } as jsep.UnaryExpression;
  });
}

interface Scope {
  index: number;
  readonly expr: string;
  gobbleSpaces(): void;
  gobbleToken(): jsep.PossibleExpression;
  throwError(message: string): never;
}

function gobblePower(scope: Scope): jsep.Expression {
  const base = scope.gobbleToken();
  if (!base) return scope.throwError('Expected a number, a name or (');
  scope.gobbleSpaces();
  const operator = ['^', '**'].find((symbol) => scope.expr.startsWith(symbol, scope.index));
  if (!operator) return base;
  scope.index += operator.length;
  return { type: 'BinaryExpression', operator, left: base, right: gobblePower(scope) };
}

const parsed = new WeakMap<Vocabulary, Map<string, Formula>>();

/**
 * Parses an expression such as "1/(1+r^2)": numbers, + - * / ^, pi, e and the variables and functions of the vocabulary,
 * without one those of a kappa: r, exp, log, sqrt, abs, min, max, pow.
 * Nothing is evaluated as code. Throws a FormulaError with the position of what is wrong.
 */
export function parseFormula(expression: string, vocabulary: Vocabulary = radial): Formula {
  const known = parsed.get(vocabulary) ?? new Map<string, Formula>();
  parsed.set(vocabulary, known);
  const found = known.get(expression);
  if (found) return found;
  if (expression.length > longest) {
    throw new FormulaError(`the expression has ${expression.length} characters; expected at most ${longest}`);
  }
  try {
    const formula = new Converter(expression, vocabulary).convert(jsep(expression));
    known.set(expression, formula);
    return formula;
  } catch (error) {
    if (error instanceof FormulaError) throw error;
    if (error instanceof RangeError) throw new FormulaError('the expression is nested too deeply');
    const { description, message, index } = error as { description?: string; message: string; index?: number };
    throw new FormulaError(description ?? message, index);
  }
}

/** Of a part without variables, which has a value of its own. */
const nowhere = { variable: () => 0 };

/** Makes formulas of jsep's nodes. */
class Converter {
  private readonly source: string;
  private readonly vocabulary: Vocabulary;

  constructor(source: string, vocabulary: Vocabulary) {
    this.source = source;
    this.vocabulary = vocabulary;
  }

  convert(node: jsep.Expression): Formula {
    const formula = this.part(node as jsep.CoreExpression);
    if (formula.kind === 'number' || !isConstant(formula)) return formula;
    const value = readFormulaAt(formula, fieldNumbers, nowhere);
    if (!Number.isFinite(value)) throw new FormulaError(`a part without ${this.vocabulary.of} evaluates to ${value}`);
    return { kind: 'number', value };
  }

  private part(node: jsep.CoreExpression): Formula {
    switch (node.type) {
      case 'Literal':
        if (typeof node.value !== 'number' || !Number.isFinite(node.value)) {
          throw new FormulaError(`expected a finite number, found ${node.raw}`, this.source.indexOf(node.raw));
        }
        return { kind: 'number', value: node.value };
      case 'Identifier':
        return this.name(node.name);
      case 'UnaryExpression': {
        const operand = this.convert(node.argument);
        return node.operator === '-' ? { kind: 'neg', operand } : operand;
      }
      case 'BinaryExpression': {
        const left = this.convert(node.left);
        const right = this.convert(node.right);
        const kind = ({ '+': 'add', '-': 'sub', '*': 'mul', '/': 'div' } as const)[node.operator];
        return kind ? { kind, left, right } : this.raise(left, right);
      }
      case 'CallExpression':
        return this.call(node);
      case 'Compound':
        throw new FormulaError(
          node.body.length === 0
            ? 'the expression is empty'
            : 'two expressions follow each other without an operator between them (2 r is written 2*r)',
        );
      default: {
        const { of, functions } = this.vocabulary;
        const allowed = `only + - * / ^, numbers, ${of} and the functions ${Object.keys(functions).join(', ')}`;
        throw new FormulaError(`${allowed} are allowed in a formula`);
      }
    }
  }

  private name(name: string): Formula {
    const { constants, variables, functions, of } = this.vocabulary;
    const value = constants.get(name);
    if (value !== undefined) return { kind: 'number', value };
    if (variables.includes(name)) return { kind: 'variable', name };
    if (Object.hasOwn(functions, name)) throw new FormulaError(`'${name}' is a function: write ${name}(...)`, this.place(name));
    // vx is v_x before it is x.
    const meant = variables.filter((variable) => variable.replace('_', '') === name);
    const names = meant.length > 0 ? meant : [...variables, ...constants.keys(), ...Object.keys(functions)];
    throw new FormulaError(`unknown name '${name}'; expected a function of ${of}`, this.place(name), name, names);
  }

  private call(node: jsep.CallExpression): Formula {
    const { constants, variables, functions } = this.vocabulary;
    const name = node.callee.type === 'Identifier' ? String(node.callee.name) : undefined;
    if (name === undefined || constants.has(name) || variables.includes(name)) {
      throw new FormulaError(
        `${name ? `'${name}'` : 'this'} is not a function; a product is written with *`, name ? this.place(name) : undefined,
      );
    }
    if (!Object.hasOwn(functions, name)) {
      throw new FormulaError(`unknown function '${name}'`, this.place(name), name, Object.keys(functions));
    }
    const wanted = functions[name];
    const given = node.arguments.map((argument) => this.convert(argument));
    const enough = name === 'min' || name === 'max' ? given.length >= wanted : given.length === wanted;
    if (!enough) {
      throw new FormulaError(`${name} takes ${wanted} argument${wanted === 1 ? '' : 's'}, found ${given.length}`, this.place(name));
    }
    if (name === 'pow') return this.raise(given[0], given[1]);
    if (name === 'min' || name === 'max') return given.reduce((left, right) => ({ kind: name, left, right }));
    return { kind: name as Extract<Formula, { operand: Formula }>['kind'], operand: given[0] };
  }

  /** base^exponent: a fixed exponent is a power; a fixed positive base is an exponential. */
  private raise(base: Formula, exponent: Formula): Formula {
    if (exponent.kind === 'number') return { kind: 'pow', base, exponent: exponent.value };
    if (base.kind === 'number' && base.value > 0) {
      return { kind: 'exp', operand: { kind: 'mul', left: { kind: 'number', value: Math.log(base.value) }, right: exponent } };
    }
    throw new FormulaError(
      `in a^b one of the two must be a number without ${this.vocabulary.of} (and a > 0 if it is the base); write exp(b*log(a)) otherwise`,
    );
  }

  private place(name: string): number | undefined {
    const { source } = this;
    const index = /^\w+$/.test(name) ? source.search(new RegExp(`\\b${name}\\b`)) : source.indexOf(name);
    return index < 0 ? undefined : index;
  }
}
