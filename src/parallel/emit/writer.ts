import type { Expression } from './expression.ts';

/** Each constant lies in memory once for each lane of the vectors that are handled side by side. */
export const constantCopies = 4;

/** The constants of a module, in the order in which they lie in memory. */
export class ConstantPool {
  readonly values: number[] = [];
  private readonly slots = new Map<string, number>();

  /** What to copy to the start of a work area. */
  inMemory(): number[] {
    return this.values.flatMap((value) => Array.from({ length: constantCopies }, () => value));
  }

  slot(value: number): number {
    const key = Object.is(value, -0) ? '-0' : String(value);
    let slot = this.slots.get(key);
    if (slot === undefined) {
      slot = this.values.push(value) - 1;
      this.slots.set(key, slot);
    }
    return slot;
  }
}

type Statement =
  | { readonly kind: 'inStep'; readonly expressions: readonly Expression[] }
  | { readonly kind: 'keep'; readonly local: string; readonly expression: Expression }
  | { readonly kind: 'set'; readonly local: string; readonly expression: Expression }
  | { readonly kind: 'store'; readonly address: string; readonly offset: number; readonly expression: Expression };

/**
 * Writes expressions as WAT statements. What is used more than once gets a local, what is used once is nested.
 * Coefficients are loaded from memory where they are used, which V8 turns into better code than literals.
 */
export class StatementWriter {
  /** Names of the v128 locals that the text needs. */
  readonly locals: string[] = [];
  private readonly statements: Statement[] = [];
  private readonly constants: ConstantPool;
  private readonly prefix: string;

  constructor(constants: ConstantPool, prefix: string) {
    this.constants = constants;
    this.prefix = prefix;
  }

  /** Computes an expression at this place, into a local of its own. */
  keep(local: string, expression: Expression): void {
    this.statements.push({ kind: 'keep', local, expression });
  }

  /** Assigns to a local that the caller has declared. */
  set(local: string, expression: Expression): void {
    this.statements.push({ kind: 'set', local, expression });
  }

  /** Computes expressions of the same form in step, instruction by instruction, so that none waits for another. */
  inStep(expressions: readonly Expression[]): void {
    this.statements.push({ kind: 'inStep', expressions });
  }

  store(address: string, offset: number, expression: Expression): void {
    this.statements.push({ kind: 'store', address, offset, expression });
  }

  lines(): string[] {
    const uses = countUses(this.statements.flatMap((statement) =>
      statement.kind === 'inStep' ? statement.expressions : [statement.expression]));
    const names = new Map<Expression, string>();
    const lines: string[] = [];
    const define = (name: string, expression: Expression): void => {
      this.locals.push(name);
      lines.push(written(`local.set $${name}`, [body(expression)]));
      names.set(expression, name);
    };
    const leaf = (expression: Expression): boolean => expression.op === 'constant' || expression.reread === true;
    const text = (expression: Expression): string => {
      const name = names.get(expression);
      if (name) return `(local.get $${name})`;
      return body(expression);
    };
    const body = (expression: Expression): string => {
      if (expression.op === 'constant') {
        const offset = this.constants.slot(expression.value!) * 8 * constantCopies + 16 * Number(expression.text);
        return `(v128.load offset=${offset} (local.get $work)) (; ${expression.value} ;)`;
      }
      if (expression.op === 'input') return expression.text!;
      const operand = expression.text === undefined ? [] : [`(i32.const ${expression.text})`];
      return written(expression.op, [...expression.args.map(text), ...operand]);
    };
    /** Locals for the shared parts of an expression, innermost first. */
    const prepare = (expression: Expression, root: boolean): void => {
      if (names.has(expression) || leaf(expression)) return;
      for (const arg of expression.args) prepare(arg, false);
      if (!root && uses.get(expression)! > 1) define(`${this.prefix}${shortName(expression)}${names.size}`, expression);
    };
    /** One instruction of each expression at a time. */
    const inStep = (expressions: readonly Expression[]): void => {
      if (expressions.every((expression) => names.has(expression) || leaf(expression))) return;
      expressions[0].args.forEach((_, position) => inStep(expressions.map((expression) => expression.args[position])));
      for (const expression of expressions) {
        if (!names.has(expression) && !leaf(expression)) define(`${shortName(expression)}${names.size}`, expression);
      }
    };
    for (const statement of this.statements) {
      if (statement.kind === 'inStep') {
        inStep(statement.expressions);
        continue;
      }
      prepare(statement.expression, true);
      if (statement.kind === 'store') {
        lines.push(written(`v128.store offset=${statement.offset}`, [statement.address, text(statement.expression)]));
      } else if (statement.kind === 'set') {
        lines.push(written(`local.set $${statement.local}`, [text(statement.expression)]));
      } else if (!names.has(statement.expression) && !leaf(statement.expression)) {
        define(statement.local, statement.expression);
      }
    }
    return lines.flatMap((line) => line.split('\n'));
  }
}

const widest = 120;

/** An instruction with its arguments, on one line or, when that is long, one argument a line. */
function written(instruction: string, args: readonly string[]): string {
  const line = `(${instruction} ${args.join(' ')})`;
  if (line.length <= widest && !line.includes('\n')) return line;
  return `(${instruction}\n${args.map((arg) => arg.replace(/^/gm, ' ')).join('\n')})`;
}

/** How often each expression stands as an argument or as a root. */
function countUses(roots: readonly Expression[]): Map<Expression, number> {
  const uses = new Map<Expression, number>();
  const visit = (expression: Expression): void => {
    const before = uses.get(expression) ?? 0;
    uses.set(expression, before + 1);
    if (before === 0) expression.args.forEach(visit);
  };
  roots.forEach(visit);
  return uses;
}

/** A name for a local: f64x2.relaxed_madd -> madd, a load from the address $weight_j -> weight_j. */
const shortName = ({ op, text }: Expression): string =>
  op === 'input' ? `${/\$(\w+)/.exec(text!)?.[1] ?? op}_` : op.replace(/^.*\./, '').replace('relaxed_', '');
