import type { KernelSpec } from '../../contracts.ts';
import { kernelText, parameters, scratchLength, type Structure, type Writing } from './kernel.ts';
import { collisionForm, crossForm, densityForm, scoreForm, type PairForm } from './pairs.ts';
import { constantCopies, ConstantPool } from './writer.ts';

export type KernelName = 'density' | 'score' | 'collisions' | 'cross' | 'crossForce';

/** The text of a run's kernels, and what it expects to find in memory. */
export interface KernelModule {
  readonly text: string;
  /** Coefficients, to be copied to the start of the work area of each thread. */
  readonly constants: readonly number[];
  /** Doubles in the work area: scratch space, then nothing. */
  readonly workLength: number;
  /** Columns of each kernel, in the order of its parameters. */
  readonly parameters: Readonly<Record<KernelName, readonly string[]>>;
}

/** Constants for which there is room in front of the scratch area. */
const constantRoom = 128;

export const kernelNames: readonly KernelName[] = ['density', 'score', 'collisions', 'cross', 'crossForce'];

/** WAT text of the three passes and of the sums at other points (or some of them), specialised for one run. */
export function moduleText(spec: KernelSpec, writing: Writing, names: readonly KernelName[] = kernelNames): KernelModule {
  const forms: Record<KernelName, PairForm> = {
    density: densityForm(spec),
    score: scoreForm(spec),
    collisions: collisionForm(spec),
    cross: crossForm(spec, false),
    crossForce: crossForm(spec, true),
  };
  const constants = new ConstantPool();
  const text = (name: string, form: PairForm, structure: Structure): string =>
    kernelText(name, form, structure, writing, constants, 8 * constantCopies * constantRoom);
  const functions = names.flatMap((name) =>
    name === 'cross' || name === 'crossForce'
      ? [text(name, forms[name], 'gather')]
      : [text(name, forms[name], 'symmetric'), text(`${name}Diagonal`, forms[name], 'diagonal')],
  );
  if (constants.values.length > constantRoom) {
    throw new RangeError(`a kernel needs ${constants.values.length} constants; there is room for ${constantRoom}`);
  }
  return {
    text: `(module
  (import "run" "memory" (memory 1 65536 shared))
  ;; Address of this thread's work area: coefficients, then partial sums of rows.
  (import "run" "work" (global $work i32))
${functions.join('\n')})
`,
    constants: constants.inMemory(),
    workLength: constantCopies * constantRoom + Math.max(...Object.values(forms).map(scratchLength)),
    parameters: {
      density: parameters(forms.density),
      score: parameters(forms.score),
      collisions: parameters(forms.collisions),
      cross: parameters(forms.cross),
      crossForce: parameters(forms.crossForce),
    },
  };
}
