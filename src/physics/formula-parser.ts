import jsep from 'jsep';
import { numbers } from '../math/algebra.ts';
import { Refusal } from '../refusal.ts';
import { isConstant, readFormula } from './formula.ts';
import type { Formula } from './formula.ts';

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

const constants = new Map([['pi', Math.PI], ['e', Math.E]]);
const functions = { exp: 1, log: 1, sqrt: 1, abs: 1, min: 2, max: 2, pow: 2 } as const;
const variables = ['r', 'x'] as const;
const names = [...variables, ...constants.keys(), ...Object.keys(functions)];
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

const parsed = new Map<string, Formula>();

/**
 * Parses an expression in r such as "1/(1+r^2)": numbers, + - * / ^, exp, log, sqrt, abs, min, max, pow, pi, e.
 * Nothing is evaluated as code. Throws a FormulaError with the position of what is wrong.
 */
export function parseFormula(expression: string): Formula {
  const known = parsed.get(expression);
  if (known) return known;
  if (expression.length > longest) {
    throw new FormulaError(`the expression has ${expression.length} characters; expected at most ${longest}`);
  }
  try {
    const formula = convert(jsep(expression), expression);
    parsed.set(expression, formula);
    return formula;
  } catch (error) {
    if (error instanceof FormulaError) throw error;
    if (error instanceof RangeError) throw new FormulaError('the expression is nested too deeply');
    const { description, message, index } = error as { description?: string; message: string; index?: number };
    throw new FormulaError(description ?? message, index);
  }
}

function convert(node: jsep.Expression, source: string): Formula {
  const formula = convertPart(node as jsep.CoreExpression, source);
  if (formula.kind === 'number' || !isConstant(formula)) return formula;
  const value = readFormula(formula, numbers, { rSquared: 0, r: () => 0, x: () => 0 });
  if (!Number.isFinite(value)) throw new FormulaError(`a part without r evaluates to ${value}`);
  return { kind: 'number', value };
}

function convertPart(node: jsep.CoreExpression, source: string): Formula {
  switch (node.type) {
    case 'Literal':
      if (typeof node.value !== 'number' || !Number.isFinite(node.value)) {
        throw new FormulaError(`expected a finite number, found ${node.raw}`, source.indexOf(node.raw));
      }
      return { kind: 'number', value: node.value };
    case 'Identifier':
      return convertName(node.name, source);
    case 'UnaryExpression': {
      const operand = convert(node.argument, source);
      return node.operator === '-' ? { kind: 'neg', operand } : operand;
    }
    case 'BinaryExpression': {
      const left = convert(node.left, source);
      const right = convert(node.right, source);
      const kind = ({ '+': 'add', '-': 'sub', '*': 'mul', '/': 'div' } as const)[node.operator];
      return kind ? { kind, left, right } : raise(left, right);
    }
    case 'CallExpression':
      return convertCall(node, source);
    case 'Compound':
      throw new FormulaError(
        node.body.length === 0
          ? 'the expression is empty'
          : 'two expressions follow each other without an operator between them (2 r is written 2*r)',
      );
    default:
      throw new FormulaError(`only + - * / ^, numbers, r and the functions ${Object.keys(functions).join(', ')} are allowed in a formula`);
  }
}

function convertName(name: string, source: string): Formula {
  const value = constants.get(name);
  if (value !== undefined) return { kind: 'number', value };
  const variable = variables.find((candidate) => candidate === name);
  if (variable) return { kind: 'variable', name: variable };
  if (Object.hasOwn(functions, name)) throw new FormulaError(`'${name}' is a function: write ${name}(...)`, place(name, source));
  throw new FormulaError(`unknown name '${name}'; expected a function of r`, place(name, source), name, names);
}

function convertCall(node: jsep.CallExpression, source: string): Formula {
  const name = node.callee.type === 'Identifier' ? String(node.callee.name) : undefined;
  if (name === undefined || constants.has(name) || variables.some((variable) => variable === name)) {
    throw new FormulaError(
      `${name ? `'${name}'` : 'this'} is not a function; a product is written with *`, name ? place(name, source) : undefined,
    );
  }
  if (!Object.hasOwn(functions, name)) {
    throw new FormulaError(`unknown function '${name}'`, place(name, source), name, Object.keys(functions));
  }
  const call = name as keyof typeof functions;
  const wanted = functions[call];
  const given = node.arguments.map((argument) => convert(argument, source));
  const enough = call === 'min' || call === 'max' ? given.length >= wanted : given.length === wanted;
  if (!enough) {
    throw new FormulaError(`${call} takes ${wanted} argument${wanted === 1 ? '' : 's'}, found ${given.length}`, place(call, source));
  }
  if (call === 'pow') return raise(given[0], given[1]);
  if (call === 'min' || call === 'max') return given.reduce((left, right) => ({ kind: call, left, right }));
  return { kind: call, operand: given[0] };
}

/** base^exponent: a fixed exponent is a power; a fixed positive base is an exponential. */
function raise(base: Formula, exponent: Formula): Formula {
  if (exponent.kind === 'number') return { kind: 'pow', base, exponent: exponent.value };
  if (base.kind === 'number' && base.value > 0) {
    return { kind: 'exp', operand: { kind: 'mul', left: { kind: 'number', value: Math.log(base.value) }, right: exponent } };
  }
  throw new FormulaError('in a^b one of the two must be a number without r (and a > 0 if it is the base); write exp(b*log(a)) otherwise');
}

function place(name: string, source: string): number | undefined {
  const index = /^\w+$/.test(name) ? source.search(new RegExp(`\\b${name}\\b`)) : source.indexOf(name);
  return index < 0 ? undefined : index;
}
