import { claim, advance, firstCell, waitFor } from '../threads/cells.ts';
import { workKind, type Share, type Task } from '../threads/threads.ts';
import type { FourierKernels } from './fft.ts';
import type { MeshModules } from './modules.ts';
import { perform, type Machine, type ParticleKernels, type Step } from './steps.ts';

/** A list of steps for all threads. Cells: next part and finished parts of each step. */
export interface MeshTask extends Task {
  readonly modules: MeshModules;
  readonly steps: readonly Step[];
  /** Byte address of the first thread's scratch, and bytes for each thread. */
  readonly scratch: number;
  readonly slotBytes: number;
}

/** Cells that a list of steps needs. */
export const stepCells = (steps: number): number => firstCell + 2 * steps;

/** One thread's share of mesh sums: claims parts step by step and waits for the others before the next step begins. */
export default function openMesh({ memory }: { readonly memory: WebAssembly.Memory }, place: number): Share<MeshTask, void> {
  const machines = new Map<string, Pick<Machine, 'fourier' | 'particles'>>();
  const kernelsOf = ({ key, fourier, particles }: MeshModules): Pick<Machine, 'fourier' | 'particles'> => {
    let kernels = machines.get(key);
    if (!kernels) {
      const imports = { run: { memory } };
      kernels = {
        fourier: new WebAssembly.Instance(fourier, imports).exports as unknown as FourierKernels,
        particles: new WebAssembly.Instance(particles, imports).exports as unknown as ParticleKernels,
      };
      machines.set(key, kernels);
    }
    return kernels;
  };
  return ({ modules, steps, cells, scratch, slotBytes }) => {
    const machine: Machine = { memory, ...kernelsOf(modules), scratch: scratch + place * slotBytes };
    for (const [s, step] of steps.entries()) {
      const [next, finished] = [firstCell + 2 * s, firstCell + 2 * s + 1];
      for (let part = claim(cells, next); part < step.parts; part = claim(cells, next)) {
        perform(machine, step, part);
        advance(cells, finished);
      }
      if (!waitFor(cells, finished, (parts) => parts >= step.parts)) return;
    }
  };
}

export const meshWork = workKind(import.meta.url, openMesh);
