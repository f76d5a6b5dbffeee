import type { KernelSpec } from '../../contracts.ts';
import { pairForm, pairKinds } from '../../physics/pair-passes.ts';
import { kernelText, parameters, scratchLength, type Structure, type Writing } from './kernel.ts';
import { spelt } from './integers.ts';
import { constantCopies, ConstantPool } from './writer.ts';

/** The text of a run's kernels, and what it expects to find in memory. */
export interface KernelModule {
  readonly text: string;
  /** Coefficients, to be copied to the start of the work area of each thread. */
  readonly constants: readonly number[];
  /** Doubles in the work area: scratch space, then nothing. */
  readonly workLength: number;
  /** Columns of each kernel, in the order of its parameters, by the kernel's name. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

/** Constants for which there is room in front of the scratch area. */
const constantRoom = 128;

export const structures: readonly Structure[] = ['symmetric', 'diagonal', 'gather'];

/** The name under which a kernel is exported. */
export const kernelName = (kind: string, structure: Structure): string =>
  structure === 'symmetric' ? kind : `${kind}${structure === 'diagonal' ? 'Diagonal' : 'Gather'}`;

/** WAT text of the kernels of all kinds of passes (or some of them), specialised for one run. */
export function moduleText(spec: KernelSpec, writing: Writing, kinds: readonly string[] = pairKinds): KernelModule {
  const constants = new ConstantPool();
  const kernels = kinds.flatMap((kind) => {
    const form = pairForm(kind, spec);
    return structures.map((structure) => ({ name: kernelName(kind, structure), form, structure }));
  });
  const scratch = 8 * constantCopies * constantRoom;
  const functions = kernels.map(({ name, form, structure }) => kernelText(name, form, structure, writing, constants, scratch));
  if (constants.values.length > constantRoom) {
    throw new RangeError(`a kernel needs ${constants.values.length} constants; there is room for ${constantRoom}`);
  }
  return {
    text: spelt(`(module
  (import "run" "memory" (memory int))
  ;; Address of this thread's work area: coefficients, then partial sums of rows.
  (import "run" "work" (global $work int))
${functions.join('\n')})
`, writing.wide ?? false),
    constants: constants.inMemory(),
    workLength: constantCopies * constantRoom + Math.max(...kernels.map(({ form }) => scratchLength(form))),
    parameters: Object.fromEntries(kernels.map(({ name, form, structure }) => [name, parameters(form, structure)])),
  };
}
