import type { MeshGrid } from './grid.ts';
import { transform, type AxisTransform, type FourierKernels, type FourierPlan } from './fft.ts';
import { header, writeHeader } from './header.ts';
import { touching } from './sorting.ts';
import {
  multiplyGaussian, multiplyScalars, multiplyVectors, multiplyTensors, type CollisionProduct, type GaussianSymbol,
} from './multiply.ts';

type ParticleKernel = (header: number, index: number, from: number, to: number) => void;
export type ParticleKernels = Readonly<Record<string, ParticleKernel>>;

/**
 * One stage of a mesh sum, as plain data with byte addresses in the shared memory. A stage is cut into `parts`; no two
 * parts write to the same place and each part's result does not depend on the others', so threads may take them in any
 * order and the bits never change.
 */
export type Step =
  | (Stage<'spread'> & ParticleStage & {
      readonly fields: number;
      readonly charges: readonly number[];
      readonly planes: Int32Array;
      readonly slabs: readonly number[];
      /** The planes of every rank: r has [ranksFrom[r], ranksFrom[r + 1]). */
      readonly ranksFrom: readonly number[];
    })
  | (Stage<'transform'> & AxisTransform)
  | (Stage<'gaussian'> & { readonly grid: MeshGrid; readonly mesh: number; readonly symbol: GaussianSymbol })
  | (Stage<'vectors' | 'tensors' | 'scalars'> & CollisionProduct)
  | (Stage<'gather'> & ParticleStage & { readonly kernel: string; readonly outputs: readonly number[]; readonly count: number;
      /** The part of the particles, in the order of `index`, that this rank takes. */
      readonly own: readonly [number, number];
    });

interface Stage<K extends string> {
  readonly kind: K;
  readonly parts: number;
}

/** Between particles and meshes; `index` is the order in which the particles are taken. */
interface ParticleStage {
  readonly grid: MeshGrid;
  readonly columns: readonly number[];
  readonly meshes: readonly number[];
  readonly index: number;
}

/** What one thread needs to perform steps. */
export interface Machine {
  readonly memory: WebAssembly.Memory;
  readonly fourier: FourierKernels;
  readonly particles: ParticleKernels;
  /** Byte address of this thread's own record and scratch. */
  readonly scratch: number;
}

/** Forward or backward transform of one mesh: one step for each axis that exists. */
export function transformSteps(plan: FourierPlan, mesh: number, sign: -1 | 1): Step[] {
  const axes = [0, 1, 2, 3].filter((axis) => plan.axes[axis].count > 1);
  if (sign < 0) axes.reverse();
  return axes.map((axis) => ({ kind: 'transform', parts: Math.min(64, plan.axes[axis].batches), plan, mesh, axis, sign }));
}

/** Performs one part of a step. */
export function perform(machine: Machine, step: Step, part: number): void {
  const { memory, scratch } = machine;
  const share = (total: number): readonly [number, number] =>
    [Math.floor((total * part) / step.parts), Math.floor((total * (part + 1)) / step.parts)];
  switch (step.kind) {
    case 'spread': {
      const [low, high] = [step.slabs[part], step.slabs[part + 1]];
      const plane = step.grid.strides[0];
      for (const mesh of step.meshes) new Float64Array(memory.buffer, mesh + 8 * low * plane, (high - low) * plane).fill(0);
      writeHeader(memory.buffer, scratch, { ...step, values: step.charges, firstPlane: low, lastPlane: high });
      const spread = machine.particles[`spread${step.fields}`];
      for (const [from, to] of touching(step.grid, step.planes, low, high)) spread(scratch, step.index, from, to);
      return;
    }
    case 'transform': {
      const [from, to] = share(step.plan.axes[step.axis].batches);
      transform(machine.fourier, step, scratch + header.bytes, from, to);
      return;
    }
    case 'gaussian':
      multiplyGaussian(memory.buffer, step.grid, step.mesh, step.symbol, ...share(lines(step.grid)));
      return;
    case 'vectors':
      multiplyVectors(memory.buffer, step, ...share(lines(step.grid)));
      return;
    case 'tensors':
      multiplyTensors(memory.buffer, step, ...share(lines(step.grid)));
      return;
    case 'scalars':
      multiplyScalars(memory.buffer, step, ...share(lines(step.grid)));
      return;
    case 'gather': {
      writeHeader(memory.buffer, scratch, { ...step, values: step.outputs, firstPlane: 0, lastPlane: step.grid.axes[0].count });
      const [first, end] = step.own;
      const [from, to] = share(end - first);
      machine.particles[step.kernel](scratch, step.index, first + from, first + to);
    }
  }
}

const lines = (grid: MeshGrid): number => grid.axes[0].count * grid.axes[1].count * grid.axes[2].count;
