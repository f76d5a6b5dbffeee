import type { Ranks } from '../contracts.ts';
import type { Step } from './steps.ts';

/**
 * How the ranks share out the steps between particles and meshes: each spreads onto planes of its own and gathers for particles of its
 * own, in the order of cells, and all tell each other what came of it. A node's sum and a particle's do not depend on
 * who works them out, so the bits are those of one process. What lies between, the transforms, all do.
 */

/** The part [first, end) of `items` that a rank takes. */
export const partOf = (rank: number, size: number, items: number): readonly [number, number] =>
  [Math.floor((rank * items) / size), Math.floor(((rank + 1) * items) / size)];

const lengthsOf = (size: number, items: number): number[] => Array.from({ length: size }, (_, rank) => {
  const [first, end] = partOf(rank, size, items);
  return end - first;
});

/** The steps in stretches, each of which ends where ranks have something to tell each other; one stretch for a lone process. */
export function stretches(steps: readonly Step[], { size }: Ranks): readonly (readonly Step[])[] {
  if (size === 1) return [steps];
  const found: Step[][] = [[]];
  for (const step of steps) {
    found.at(-1)!.push(step);
    if (step.kind === 'spread' || step.kind === 'gather') found.push([]);
  }
  return found.filter((stretch) => stretch.length > 0);
}

/** Tells all ranks what came of a step, where it was shared out. `index`: the particles in the order of cells. */
export function joinStep(ranks: Ranks, memory: WebAssembly.Memory, index: Int32Array, step: Step): void {
  if (ranks.size === 1) return;
  const { rank, size } = ranks;
  if (step.kind === 'spread') {
    const plane = step.grid.strides[0];
    const lengths = Array.from({ length: size }, (_, r) => plane * (step.ranksFrom[r + 1] - step.ranksFrom[r]));
    for (const address of step.meshes) {
      const mesh = new Float64Array(memory.buffer, address, plane * step.ranksFrom[size]);
      mesh.set(ranks.gather(mesh.subarray(plane * step.ranksFrom[rank], plane * step.ranksFrom[rank + 1]), lengths));
    }
  }
  if (step.kind === 'gather') {
    const [first, end] = partOf(rank, size, step.count);
    for (const address of step.outputs.filter((output) => output > 0)) {
      const values = new Float64Array(memory.buffer, address, step.count);
      const all = ranks.gather(Float64Array.from({ length: end - first }, (_, k) => values[index[first + k]]), lengthsOf(size, step.count));
      for (let k = 0; k < all.length; k++) values[index[k]] = all[k];
    }
  }
}
