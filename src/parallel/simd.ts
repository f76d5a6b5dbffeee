import type { KernelSpec, TileKernels } from '../contracts.ts';
import { pairKinds } from '../physics/pair-passes.ts';
import { Refusal } from '../refusal.ts';
import { sharedMemory } from '../state/arena.ts';
import { moduleOf } from './assemble.ts';
import type { Writing } from './emit/kernel.ts';
import { moduleText, type KernelModule } from './emit/module.ts';
import { compileOptimised, enableFeatures, type Features } from './features.ts';
import { checkKernels, checkRoom } from './self-check.ts';
import { tilesOf } from './addressed-tiles.ts';

/** fastest: fused multiply-add where there is one. reproducible: the same bits on every machine and Node version. */
export type SimdMode = 'fastest' | 'reproducible';

/** How kernels are written and compiled: with fused multiply-add, with pairs of operations joined to 256 bits, for a wide memory. */
export interface Build {
  readonly fused: boolean;
  readonly joined: boolean;
  readonly wide?: boolean;
}

/** A run's kernels, compiled once; structured-clonable, so that every worker gets the same module. */
export interface CompiledKernels extends Build, KernelModule {
  readonly spec: KernelSpec;
  readonly kinds: readonly string[];
  readonly module: WebAssembly.Module;
  /** Doubles that each thread must set aside in the shared memory: for the kernels, then for their check. */
  readonly workLength: number;
}

/** There are no SIMD kernels that could be used here; the plain loops can. */
export class SimdUnavailable extends Refusal {
  override readonly name = 'SimdUnavailable';
  readonly reason: string;

  constructor(reason = 'this Node version has no WebAssembly SIMD') {
    super('input', `no SIMD kernels can be used: ${reason}`, { advice: 'use the backend "loops"' });
    this.reason = reason;
  }
}

/** The order of instructions follows the engine; it changes speed, never bits. */
const writing = ({ fused, joined, wide }: Build): Writing => ({ fused, inStep: joined, wide });

/** The fastest build of a mode that the engine has. */
export const buildFor = (mode: SimdMode, { fused, joined }: Features): Build => ({ fused: mode === 'fastest' && fused, joined });

/** The WAT text of a run's kernels (or of some of them) in a mode; fused only when the engine has it. */
export function kernelText(spec: KernelSpec, mode: SimdMode, kinds?: readonly string[]): string {
  return moduleText(spec, writing(buildFor(mode, enableFeatures())), kinds).text;
}

/** Writes, assembles and compiles the kernels of a run, or some of them. Throws SimdUnavailable where the engine has no SIMD. */
export async function compileKernels(
  spec: KernelSpec,
  how: SimdMode | Build,
  kinds: readonly string[] = pairKinds,
): Promise<CompiledKernels> {
  const features = enableFeatures();
  if (!features.simd) throw new SimdUnavailable();
  const build = typeof how === 'string' ? buildFor(how, features) : how;
  const written = moduleText(spec, writing(build), kinds);
  const { joined, wide = false } = build;
  const module = await moduleOf(written.text, joined ? 'joined' : 'optimised', (bytes) =>
    compileOptimised(bytes, joined, (made) => callOnNothing(made, wide)));
  return { ...build, ...written, spec, kinds, module, workLength: written.workLength + checkRoom(spec, kinds) };
}

/** Memories for calls that touch none; one of a width for the process, for each reserves all its addresses. */
const idle = new Map<boolean, WebAssembly.Memory>();

/** Calls every kernel a few times with empty blocks. */
function callOnNothing(module: WebAssembly.Module, wide: boolean): void {
  const memory = idle.get(wide) ?? sharedMemory(wide);
  idle.set(wide, memory);
  const { exports } = new WebAssembly.Instance(module, { run: { memory, work: imported(0, wide) } });
  for (const kernel of Object.values(exports) as Kernel[]) for (let call = 0; call < 3; call++) kernel();
}

/** An address as a global of a module: a BigInt for a wide memory, which TypeScript's library does not know yet. */
const imported = (address: number, wide = false): number => (wide ? BigInt(address) : address) as number;

type Kernel = (...addresses: number[]) => void;

/**
 * The kernels of one thread, after they have agreed with the plain loops on some random pairs; throws a
 * KernelDisagreement when they do not. `memory` is the run's shared memory, of which every column of a pass must be a
 * view; `work` is a vector of `compiled.workLength` doubles in it that belongs to this thread alone.
 */
export function simdKernels(compiled: CompiledKernels, memory: WebAssembly.Memory, work: Float64Array): TileKernels {
  if (work.length < compiled.workLength) {
    throw new RangeError(`a thread's work area needs ${compiled.workLength} doubles; it has ${work.length}`);
  }
  work.set(compiled.constants);
  const instance = new WebAssembly.Instance(compiled.module, { run: { memory, work: imported(work.byteOffset, compiled.wide) } });
  const kernels = instance.exports as Record<string, Kernel>;
  const tiles = tilesOf(compiled.parameters, (name, at) => {
    const kernel = kernels[name];
    return (i0, i1, j0, j1) => kernel(...at, 8 * i0, 8 * i1, 8 * j0, 8 * j1);
  });
  checkKernels(compiled.spec, compiled.kinds, tiles, work.subarray(compiled.workLength - checkRoom(compiled.spec, compiled.kinds)));
  return tiles;
}
