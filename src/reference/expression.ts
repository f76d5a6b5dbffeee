import { Refusal } from '../refusal.ts';

/** A formula as a function of its variables' values. */
export type Expression = (values: ArrayLike<number>) => number;

const calls: Readonly<Record<string, (...values: number[]) => number>> = {
  exp: Math.exp, log: Math.log, sqrt: Math.sqrt, abs: Math.abs, min: Math.min, max: Math.max, pow: Math.pow,
  sin: Math.sin, cos: Math.cos, tanh: Math.tanh, step: (a) => (a < 0 ? 0 : 1),
};

const constant = (value: number): Expression => () => value;

/**
 * Reads a scenario's formula, by recursive descent: sums of products of powers of numbers, names, calls and brackets, - below ^ and
 * ^ from the right. `variables`: names in the order of the values; `constants`: numbers that have names. The scenario's own reader
 * has checked it; here a formula that cannot be read is a Refusal.
 */
export function readExpression(text: string, variables: readonly string[], constants: Readonly<Record<string, number>>): Expression {
  const tokens = text.match(/(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|\w+|\*\*|[^\s\w]/g) ?? [];
  const named: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, ...constants };
  let at = 0;
  const taken = (...symbols: string[]): string | undefined => (symbols.includes(tokens[at]) ? tokens[at++] : undefined);
  const fail = (): never => {
    throw new Refusal('input', `the reference cannot read the formula "${text}" at '${tokens[at] ?? 'its end'}'`);
  };

  const chain = (part: () => Expression, operations: Readonly<Record<string, (a: number, b: number) => number>>): Expression => {
    let left = part();
    for (let symbol = taken(...Object.keys(operations)); symbol !== undefined; symbol = taken(...Object.keys(operations))) {
      const [a, b, operation] = [left, part(), operations[symbol]];
      left = (values) => operation(a(values), b(values));
    }
    return left;
  };
  const sum = (): Expression => chain(product, { '+': (a, b) => a + b, '-': (a, b) => a - b });
  const product = (): Expression => chain(signed, { '*': (a, b) => a * b, '/': (a, b) => a / b });
  const signed = (): Expression => {
    const sign = taken('-', '+');
    if (sign === undefined) return power();
    const operand = signed();
    return sign === '-' ? (values) => -operand(values) : operand;
  };
  const power = (): Expression => {
    const base = atom();
    if (taken('^', '**') === undefined) return base;
    const exponent = signed();
    return (values) => base(values) ** exponent(values);
  };
  const list = (): Expression[] => {
    const found = [sum()];
    while (taken(',') !== undefined) found.push(sum());
    return taken(')') === undefined ? fail() : found;
  };
  const atom = (): Expression => {
    const token = tokens[at++];
    if (token === '(') return list()[0];
    if (/^[\d.]/.test(token ?? '')) return constant(Number(token));
    if (Object.hasOwn(calls, token ?? '') && taken('(') !== undefined) {
      const [call, given] = [calls[token], list()];
      const [first, ...others] = given;
      return others.length === 0 ? (values) => call(first(values)) : (values) => call(...given.map((argument) => argument(values)));
    }
    const index = variables.indexOf(token);
    if (index >= 0) return (values) => values[index];
    if (Object.hasOwn(named, token ?? '')) return constant(named[token]);
    return fail();
  };
  const read = sum();
  return at === tokens.length ? read : fail();
}
