import { workKind, type Share, type Task } from '../../threads/threads.ts';
import { member } from './crew.ts';
import { Engine, type GridProblem } from './engine.ts';

/** `count` steps of size `step`, of the state or of its companion; the cells are the crew's. */
export interface GridTask extends Task {
  readonly step: number;
  readonly count: number;
  readonly companion?: boolean;
}

/** What a thread needs to join a crew of `count`; arrays and cells in shared memory. */
export interface GridSetup {
  readonly problem: GridProblem;
  readonly arrays: readonly Float64Array[];
  readonly cells: Int32Array;
  readonly count: number;
}

/** A member of a crew: answers with the integral of the entropy production over its steps, the same on all threads. */
export default function openGrid({ problem, arrays, cells, count }: GridSetup, place: number): Share<GridTask, number> {
  const engine = new Engine(problem, member(cells, place, count, arrays));
  return (task) => engine.advance(task.companion ? engine.companion : engine.state, task.step, task.count);
}

export const gridWork = workKind(import.meta.url, openGrid);
