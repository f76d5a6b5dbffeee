import type { PairAlgebra } from '../contracts.ts';
import { numbers, roundingShift } from './algebra.ts';

/** Evaluations that are carried out together. */
export const lanes = 64;

/** A recorded value, of as many evaluations as there are lanes. */
export interface Register {
  readonly id: number;
  readonly values: Float64Array;
}

/** One operation on the first `count` lanes. */
type Instruction = (count: number) => void;

/**
 * The algebra that writes a formula down, to be evaluated many times: the same operations on doubles, in the same order,
 * as reading it with `numbers`, for several evaluations at a time. Equal expressions are worked out once.
 */
export class Recording implements PairAlgebra<Register> {
  private readonly instructions: Instruction[] = [];
  private readonly known = new Map<string, Register>();
  private registers = 0;

  /** A register that is filled before each evaluation. */
  input(): Register {
    return { id: this.registers++, values: new Float64Array(lanes) };
  }

  /** Instructions so far: `evaluate` can stop there. */
  get length(): number {
    return this.instructions.length;
  }

  /** Carries out the first `length` instructions on the first `count` lanes. */
  evaluate(length: number, count: number): void {
    for (let k = 0; k < length; k++) this.instructions[k](count);
  }

  constant(value: number): Register {
    return this.register(`constant ${Object.is(value, -0) ? '-0' : value}`, (into) => void into.fill(value));
  }

  add({ id: a, values: x }: Register, { id: b, values: y }: Register): Register {
    return this.write(`${a} + ${b}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = x[k] + y[k]; });
  }

  sub({ id: a, values: x }: Register, { id: b, values: y }: Register): Register {
    return this.write(`${a} - ${b}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = x[k] - y[k]; });
  }

  mul({ id: a, values: x }: Register, { id: b, values: y }: Register): Register {
    return this.write(`${a} * ${b}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = x[k] * y[k]; });
  }

  div({ id: a, values: x }: Register, { id: b, values: y }: Register): Register {
    return this.write(`${a} / ${b}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = x[k] / y[k]; });
  }

  neg({ id: a, values: x }: Register): Register {
    return this.write(`neg ${a}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = -x[k]; });
  }

  nearest({ id: a, values: x }: Register): Register {
    return this.write(`nearest ${a}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = x[k] + roundingShift - roundingShift; });
  }

  abs({ id: a, values: x }: Register): Register {
    return this.write(`abs ${a}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = Math.abs(x[k]); });
  }

  min({ id: a, values: x }: Register, { id: b, values: y }: Register): Register {
    return this.write(`min ${a} ${b}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = Math.min(x[k], y[k]); });
  }

  max({ id: a, values: x }: Register, { id: b, values: y }: Register): Register {
    return this.write(`max ${a} ${b}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = Math.max(x[k], y[k]); });
  }

  sqrt({ id: a, values: x }: Register): Register {
    return this.write(`sqrt ${a}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = Math.sqrt(x[k]); });
  }

  exp({ id: a, values: x }: Register): Register {
    return this.write(`exp ${a}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = Math.exp(x[k]); });
  }

  exp2({ id: a, values: x }: Register): Register {
    return this.write(`exp2 ${a}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = numbers.exp2(x[k]); });
  }

  log({ id: a, values: x }: Register): Register {
    return this.write(`log ${a}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = Math.log(x[k]); });
  }

  pow({ id: a, values: x }: Register, exponent: number): Register {
    return this.write(`${a} ^ ${exponent}`, (into) => (n) => { for (let k = 0; k < n; k++) into[k] = numbers.pow(x[k], exponent); });
  }

  whereLess(a: Register, b: Register, yes: Register, no: Register): Register {
    return this.write(`${a.id} < ${b.id} ? ${yes.id} : ${no.id}`, (into) => (n) => {
      for (let k = 0; k < n; k++) into[k] = a.values[k] < b.values[k] ? yes.values[k] : no.values[k];
    });
  }

  private write(key: string, instruction: (into: Float64Array) => Instruction): Register {
    return this.register(key, (into) => void this.instructions.push(instruction(into)));
  }

  private register(key: string, make: (into: Float64Array) => void): Register {
    let found = this.known.get(key);
    if (!found) {
      found = this.input();
      this.known.set(key, found);
      make(found.values);
    }
    return found;
  }
}
