import type { KernelSpec, TileKernels } from '../../contracts.ts';
import { pairForm, pairKinds } from '../../physics/pair-passes.ts';
import { tilesOf } from '../addressed-tiles.ts';
import { parameters } from '../emit/kernel.ts';
import { kernelName, structures } from '../emit/module.ts';
import { checkKernels, checkRoom } from '../self-check.ts';
import { compileLibrary, type NativeLibrary } from './compiler.ts';
import { openLibrary } from './library.ts';
import { pairText } from './pair-text.ts';

/** A run's pair kernels, compiled by the machine's C compiler. Plain data, so that every worker opens the same library. */
export interface NativePairs {
  readonly spec: KernelSpec;
  readonly kinds: readonly string[];
  readonly fused: boolean;
  readonly library: NativeLibrary;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Doubles that each thread must set aside in the shared memory: for addresses, then for the check. */
  readonly workLength: number;
}

/** Writes and compiles the kernels of a run, or some of them, or finds them compiled. Throws NativeUnavailable. */
export async function compileNative(
  spec: KernelSpec, fused: boolean, kinds: readonly string[] = pairKinds, compile = compileLibrary,
): Promise<NativePairs> {
  const library = await compile(pairText(spec, fused, kinds));
  const lists = Object.fromEntries(kinds.flatMap((kind) =>
    structures.map((structure) => [kernelName(kind, structure), parameters(pairForm(kind, spec), structure)])));
  return { spec, kinds, fused, library, parameters: lists, workLength: addressRoom(lists) + checkRoom(spec, kinds) };
}

/** Doubles that the addresses of the columns of a pass take. */
const addressRoom = (lists: NativePairs['parameters']): number =>
  Math.max(...Object.values(lists).map((list) => list.length));

/**
 * The native kernels of one thread, after they have agreed with the plain loops on some random pairs; throws a
 * KernelDisagreement when they do not. `memory` is the run's shared memory, of which every column of a pass must be a
 * view; `work` is a vector of `workLength` doubles in it that belongs to this thread alone.
 */
export function nativeKernels(native: NativePairs, memory: WebAssembly.Memory, work: Float64Array): TileKernels {
  const { spec, kinds, library, parameters: lists, workLength } = native;
  if (work.length < workLength) throw new RangeError(`a thread's work area needs ${workLength} doubles; it has ${work.length}`);
  const { bind } = openLibrary(library.path, memory);
  const kernels = Object.fromEntries(Object.keys(lists).map((name) => [name, bind(name)]));
  const list = new BigUint64Array(work.buffer, work.byteOffset, addressRoom(lists));
  const at = work.byteOffset;
  const tiles = tilesOf(lists, (name, addresses) => {
    list.set(addresses.map(BigInt));
    const kernel = kernels[name];
    return (i0, i1, j0, j1) => kernel(at, i0, i1, j0, j1);
  });
  checkKernels(spec, kinds, tiles, work.subarray(workLength - checkRoom(spec, kinds), workLength));
  return tiles;
}
