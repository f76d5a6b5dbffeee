import type { Column, CrossPass, KernelSpec, PairPass, TileKernels } from '../contracts.ts';
import { Refusal } from '../refusal.ts';
import { assemble } from './assemble.ts';
import type { Writing } from './emit/kernel.ts';
import { moduleText, type KernelName } from './emit/module.ts';
import { enableFeatures, type Features } from './features.ts';

export { kernelNames, type KernelName } from './emit/module.ts';

/** fastest: fused multiply-add where there is one. reproducible: the same bits on every machine and Node version. */
export type SimdMode = 'fastest' | 'reproducible';

/** A run's kernels, compiled once; structured-clonable, so that every worker gets the same module. */
export interface CompiledKernels {
  readonly module: WebAssembly.Module;
  readonly mode: SimdMode;
  readonly features: Features;
  readonly text: string;
  readonly constants: readonly number[];
  /** Doubles that each thread must set aside in the shared memory. */
  readonly workLength: number;
  readonly parameters: Readonly<Record<KernelName, readonly string[]>>;
}

/** The engine cannot run SIMD kernels; the plain loops can. */
export class SimdUnavailable extends Refusal {
  override readonly name = 'SimdUnavailable';

  constructor() {
    super('input', 'this Node version has no WebAssembly SIMD', { advice: 'use the backend "loops"' });
  }
}

/** The order of instructions follows the engine; it changes speed, never bits. */
const writing = (mode: SimdMode, features: Features): Writing => ({ fused: mode === 'fastest' && features.fused, inStep: features.wide });

/** The WAT text of a run's kernels (or of some of them) in a mode; fused only when the engine has it. */
export function kernelText(spec: KernelSpec, mode: SimdMode, names?: readonly KernelName[]): string {
  return moduleText(spec, writing(mode, enableFeatures()), names).text;
}

/** Writes, assembles and compiles the kernels of a run, or some of them. Throws SimdUnavailable where the engine has no SIMD. */
export async function compileKernels(spec: KernelSpec, mode: SimdMode, names?: readonly KernelName[]): Promise<CompiledKernels> {
  const features = enableFeatures();
  if (!features.simd) throw new SimdUnavailable();
  const { text, constants, workLength, parameters } = moduleText(spec, writing(mode, features), names);
  const module = await WebAssembly.compile(await assemble(text));
  return { module, mode, features, text, constants, workLength, parameters };
}

type Kernel = (...addresses: number[]) => void;

/**
 * The kernels of one thread. `memory` is the run's shared memory, of which every column of a pass must be a view;
 * `work` is a vector of `compiled.workLength` doubles in it that belongs to this thread alone.
 */
export function simdKernels(compiled: CompiledKernels, memory: WebAssembly.Memory, work: Float64Array): TileKernels {
  if (work.length < compiled.workLength) throw new RangeError(`a thread's work area needs ${compiled.workLength} doubles; it has ${work.length}`);
  enableFeatures();
  work.set(compiled.constants);
  const instance = new WebAssembly.Instance(compiled.module, { run: { memory, work: work.byteOffset } });
  const kernels = instance.exports as Record<string, Kernel>;
  const addresses = (name: KernelName, pass: PairPass): number[] => {
    const columns = namedColumns(pass);
    return compiled.parameters[name].map((parameter) => {
      const column = columns[parameter];
      if (!(column.buffer instanceof SharedArrayBuffer)) throw new TypeError(`column ${parameter} does not lie in the run's shared memory`);
      return column.byteOffset;
    });
  };
  const remembered = remember(addresses);
  return {
    tile(pass, i0, i1, j0, j1) {
      const at = remembered(pass.kind, pass);
      kernels[pass.kind](...at, 8 * i0, 8 * i1, 8 * j0, 8 * j1);
      if (i0 === j0) kernels[`${pass.kind}Diagonal`](...at, 8 * i0, 8 * i1, 8 * j0, 8 * j1);
    },
    cross(pass: CrossPass, t0, t1) {
      const name = pass.force ? 'crossForce' : 'cross';
      kernels[name](...remembered(name, pass), 8 * t0, 8 * t1, 0, 8 * pass.source.length);
    },
  };
}

/** Keeps the answer for the last pass: a pass has thousands of tiles. */
function remember(addresses: (name: KernelName, pass: PairPass) => number[]): (name: KernelName, pass: PairPass) => number[] {
  let last: { pass: PairPass; at: number[] } | undefined;
  return (name, pass) => {
    if (last?.pass !== pass) last = { pass, at: addresses(name, pass) };
    return last.at;
  };
}

/** The columns of a pass under the names of the kernels' parameters. */
function namedColumns(pass: PairPass): Record<string, Column> {
  const columns: Record<string, Column> = {};
  const put = (name: string, list: readonly Column[] = []): void => list.forEach((column, axis) => (columns[`${name}${axis}`] = column));
  if (pass.kind === 'collisions') {
    put('position', pass.position);
    put('velocity', pass.velocity);
    put('score', pass.score);
    put('rate', pass.rate);
    return { ...columns, weight: pass.weight };
  }
  put('z', pass.z);
  columns.source = pass.source;
  if (pass.kind === 'score') {
    put('force', pass.force);
    return { ...columns, ratio: pass.ratio, back: pass.back };
  }
  columns.sum = pass.sum;
  if (pass.kind === 'cross') {
    put('target', pass.target);
    put('force', pass.force);
  }
  return columns;
}
