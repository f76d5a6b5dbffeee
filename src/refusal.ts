/** `input`: what was asked for cannot be had. `stopped`: the work cannot go on. */
export type RefusalKind = 'input' | 'stopped';

/** Exit code of a command that ends with a refusal. */
export const refusalExitCodes = { input: 2, stopped: 3 } as const satisfies Record<RefusalKind, number>;

export interface RefusalOptions {
  /** What to do about it; ends the message. */
  readonly advice?: string;
  readonly cause?: unknown;
}

/**
 * Something that a user can act on. The message says what is wrong, what was found and what to do, and needs no stack.
 * Every error that is not a Refusal is a bug of ours and is reported as one, a RangeError inside a kernel too.
 */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
  readonly kind: RefusalKind;
  readonly exitCode: number;
  readonly advice: string | undefined;

  constructor(kind: RefusalKind, problem: string, { advice, cause }: RefusalOptions = {}) {
    super(advice === undefined ? problem : `${problem}; ${advice}`, { cause });
    this.kind = kind;
    this.exitCode = refusalExitCodes[kind];
    this.advice = advice;
  }
}
