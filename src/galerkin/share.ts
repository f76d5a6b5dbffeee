import { claim, firstCell } from '../threads/cells.ts';
import { workKind, type Share, type Task } from '../threads/threads.ts';
import { fromRecipe, type Basis, type BasisRecipe } from './basis.ts';
import { openBench } from './block-check.ts';
import type { BlockCode } from './block-functions.ts';
import { partCount, perform, type Work } from './work.ts';

/** Cells of a task: the stop word and the next part. */
export const taskCells = firstCell + 1;

/** What a thread needs once. */
export interface PassSetup {
  readonly memory: WebAssembly.Memory;
  /** Absent: plain loops. */
  readonly code?: BlockCode;
  /** Scratch in the shared memory, one vector a thread. */
  readonly scratch: readonly Float64Array[];
}

/** Some work over all particles; the basis travels as its recipe. */
export interface PassTask extends Task {
  readonly work: Omit<Work, 'basis'>;
  readonly recipe: BasisRecipe;
}

/** Makes a thread ready for passes over particles: it claims parts until none is left. */
export default function open({ memory, code, scratch }: PassSetup, place: number): Share<PassTask, void> {
  const bench = openBench(code, memory, scratch[place]);
  const bases = new Map<string, Basis>();
  return ({ work, recipe, cells }) => {
    let basis = bases.get(recipe.key);
    if (!basis) bases.set(recipe.key, (basis = fromRecipe(recipe)));
    const whole = { ...work, basis } as Work;
    const parts = partCount(whole);
    for (let part = claim(cells, firstCell); part < parts; part = claim(cells, firstCell)) perform(bench, whole, part);
  };
}

export const passKind = workKind(import.meta.url, open);
