import { openThreads } from '../../threads/worker-threads.ts';
import { alone, crewCells, founder, type Founder } from './crew.ts';
import { Engine, type GridProblem } from './engine.ts';
import { gridWork } from './grid-work.ts';

/** Densities that are advanced side by side, maybe by worker threads. */
export interface GridTeam {
  /** The engine of the calling thread, for diagnostics while no step is under way. */
  readonly engine: Engine;
  readonly states: readonly Float64Array[];
  /** Worker threads at work; 1: the calling thread. */
  readonly threads: number;
  /** Advances state r by `step` in parts[r] equal steps, for all r, and returns what `Engine.advance` does for each. */
  advance(step: number, parts: readonly number[]): Promise<readonly number[]>;
  close(): Promise<void>;
}

/**
 * At most `threads` worker threads for `runs` (1 or 2) densities. Two of them get a crew each, which need not wait for
 * each other within a step; a crew of several members shares out the velocity slabs and the convolutions. With one
 * thread the calling one does everything.
 */
export function gridTeam(problem: GridProblem, runs: number, threads: number): GridTeam {
  if (threads < 2) return lonelyTeam(problem, runs);
  const founders: Founder[] = [];
  const engines = Array.from({ length: runs }, () => {
    founders.push(founder(founders[0]?.tables));
    return new Engine(problem, founders[founders.length - 1]);
  });
  // Two halved steps with fewer stages each cost about 1.4 times the whole one.
  const first = runs === 1 ? threads : Math.round(threads / 2.4);
  const crews = engines.map((engine, r) => crewOf(problem, founders[r].arrays, Math.min(engine.parts, r === 0 ? first : threads - first)));
  return {
    engine: engines[0],
    states: engines.map(({ state }) => state),
    threads: crews.reduce((sum, crew) => sum + crew.threads, 0),
    advance: (step, parts) => Promise.all(crews.map((crew, r) => crew.advance(step / parts[r], parts[r]))),
    close: async () => void (await Promise.all(crews.map((crew) => crew.close()))),
  };
}

/** `count` worker threads on the arrays of a founder's engine. */
function crewOf(problem: GridProblem, arrays: readonly Float64Array[], count: number) {
  const threads = openThreads(count);
  const cells = new Int32Array(new SharedArrayBuffer(4 * crewCells));
  const work = threads.open(gridWork, { problem, arrays, cells, count });
  return {
    threads: count,
    advance: async (step: number, steps: number): Promise<number> => (await work.run({ cells, step, count: steps }))[0],
    close: () => threads.close(),
  };
}

function lonelyTeam(problem: GridProblem, runs: number): GridTeam {
  const engine = new Engine(problem, alone());
  const states = Array.from({ length: runs }, (_, r) => (r === 0 ? engine.state : engine.state.slice()));
  return {
    engine,
    states,
    threads: 1,
    advance: async (step, parts) => states.map((state, r) => engine.advance(state, step / parts[r], parts[r])),
    close: async () => {},
  };
}
