import { assemble } from '../parallel/assemble.ts';
import { fftText } from './fft-text.ts';
import type { FourierKernels } from './fft.ts';
import { particleText, type ParticleShape } from './particle-text.ts';
import { perform, type Machine, type ParticleKernels, type Step } from './steps.ts';

/** Machine code for one shape of mesh; structured-clonable. */
export interface MeshModules {
  readonly key: string;
  readonly fourier: WebAssembly.Module;
  readonly particles: WebAssembly.Module;
}

const compiled = new Map<string, Promise<MeshModules>>();

/** Assembles and compiles the kernels of a shape; cached, for wabt takes 50 ms to load. */
export function meshModules(shape: ParticleShape): Promise<MeshModules> {
  const key = JSON.stringify(shape);
  let modules = compiled.get(key);
  if (!modules) {
    modules = Promise.all([compile(fftText()), compile(particleText(shape))]).then(([fourier, particles]) => ({ key, fourier, particles }));
    compiled.set(key, modules);
  }
  return modules;
}

const compile = async (text: string): Promise<WebAssembly.Module> => WebAssembly.compile(await assemble(text));

/** A list of steps for all threads. Counters (shared): next part and finished parts of each step, thread slots, stop flag. */
export interface MeshTask {
  readonly modules: MeshModules;
  readonly steps: readonly Step[];
  readonly counters: Int32Array;
  /** Byte address of slot 0's scratch, and bytes for each slot. */
  readonly scratch: number;
  readonly slotBytes: number;
}

/** Counter cells that a list of steps needs. */
export const counterCells = (steps: number): number => 2 * steps + 2;

/** Carries out `task` on every thread and returns when all have finished. */
export interface MeshTeam {
  readonly threads: number;
  run(task: MeshTask): Promise<void>;
  close(): Promise<void>;
}

const machines = new WeakMap<WebAssembly.Memory, Map<string, Pick<Machine, 'fourier' | 'particles'>>>();

function kernelsFor(memory: WebAssembly.Memory, modules: MeshModules): Pick<Machine, 'fourier' | 'particles'> {
  let known = machines.get(memory);
  if (!known) machines.set(memory, (known = new Map()));
  let kernels = known.get(modules.key);
  if (!kernels) {
    const imports = { run: { memory } };
    kernels = {
      fourier: new WebAssembly.Instance(modules.fourier, imports).exports as unknown as FourierKernels,
      particles: new WebAssembly.Instance(modules.particles, imports).exports as unknown as ParticleKernels,
    };
    known.set(modules.key, kernels);
  }
  return kernels;
}

/** One thread's share: claims parts step by step and waits for the others before the next step begins. */
export function playSteps(memory: WebAssembly.Memory, task: MeshTask): void {
  const { steps, counters } = task;
  const slot = Atomics.add(counters, 2 * steps.length, 1);
  const machine: Machine = { memory, ...kernelsFor(memory, task.modules), scratch: task.scratch + slot * task.slotBytes };
  const stop = 2 * steps.length + 1;
  for (let s = 0; s < steps.length; s++) {
    const { parts } = steps[s];
    for (;;) {
      const part = Atomics.add(counters, 2 * s, 1);
      if (part >= parts) break;
      perform(machine, steps[s], part);
      if (Atomics.add(counters, 2 * s + 1, 1) === parts - 1) Atomics.notify(counters, 2 * s + 1);
    }
    if (!awaitParts(counters, 2 * s + 1, parts, stop)) return;
  }
}

/** Tells the threads inside playSteps to give up (a worker died). */
export function stopSteps(task: MeshTask): void {
  Atomics.store(task.counters, 2 * task.steps.length + 1, 1);
}

const spins = 2000;
const patienceMilliseconds = 20;

function awaitParts(counters: Int32Array, cell: number, parts: number, stop: number): boolean {
  for (let spin = 0; spin < spins; spin++) if (Atomics.load(counters, cell) >= parts) return true;
  for (;;) {
    const done = Atomics.load(counters, cell);
    if (done >= parts) return true;
    if (Atomics.load(counters, stop) !== 0) return false;
    Atomics.wait(counters, cell, done, patienceMilliseconds);
  }
}

/** All steps on the calling thread. */
export function inlineTeam(memory: WebAssembly.Memory): MeshTeam {
  return { threads: 1, run: async (task) => playSteps(memory, task), close: async () => {} };
}
