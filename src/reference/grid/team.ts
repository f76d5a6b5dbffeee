import { openThreads } from '../../threads/worker-threads.ts';
import { alone, crewCells, founder, type Founder } from './crew.ts';
import { Engine, type GridProblem } from './engine.ts';
import { gridWork, type GridTask } from './grid-work.ts';

/** Densities that are advanced side by side, maybe by worker threads. */
export interface GridTeam {
  /** The engine of the calling thread, for diagnostics while no step is under way. */
  readonly engine: Engine;
  readonly states: readonly Float64Array[];
  /** Follows state 0 with steps twice as long, and may lag behind it by one. */
  readonly companion: Float64Array;
  /** Worker threads at work; 1: the calling thread. */
  readonly threads: number;
  /**
   * Advances state r by `step` in parts[r] equal steps, for all r, and the companion by one step of `coarse` (0: none);
   * returns what `Engine.advance` does for each, the companion's last.
   */
  advance(step: number, parts: readonly number[], coarse: number): Promise<readonly number[]>;
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
  const problems = Array.from({ length: runs }, (_, r) => ({ ...problem, companion: r === 0 }));
  const engines = problems.map((own) => {
    founders.push(founder(founders[0]?.tables));
    return new Engine(own, founders[founders.length - 1]);
  });
  // Two halved steps with fewer stages each cost about 1.4 times the whole one, which has a companion at 0.7.
  const first = runs === 1 ? threads : Math.round(threads / 1.9);
  const crews = engines.map((engine, r) =>
    crewOf(problems[r], founders[r].arrays, Math.min(engine.parts, r === 0 ? first : threads - first)),
  );
  /** One crew does the state and then the companion. */
  const leading = async (step: number, count: number, coarse: number): Promise<number[]> => {
    const production = await crews[0].advance({ step: step / count, count });
    return [production, coarse > 0 ? await crews[0].advance({ step: coarse, count: 1, companion: true }) : 0];
  };
  return {
    engine: engines[0],
    states: engines.map(({ state }) => state),
    threads: crews.reduce((sum, crew) => sum + crew.threads, 0),
    companion: engines[0].companion,
    async advance(step, parts, coarse) {
      const others = crews.slice(1).map((crew, r) => crew.advance({ step: step / parts[r + 1], count: parts[r + 1] }));
      const [[production, companion], ...rest] = await Promise.all([leading(step, parts[0], coarse), ...others]);
      return [production, ...rest, companion];
    },
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
    advance: async (steps: Omit<GridTask, 'cells'>): Promise<number> => (await work.run({ cells, ...steps }))[0],
    close: () => threads.close(),
  };
}

function lonelyTeam(problem: GridProblem, runs: number): GridTeam {
  const engine = new Engine({ ...problem, companion: true }, alone());
  const states = Array.from({ length: runs }, (_, r) => (r === 0 ? engine.state : engine.state.slice()));
  return {
    engine,
    states,
    threads: 1,
    companion: engine.companion,
    advance: async (step, parts, coarse) => [
      ...states.map((state, r) => engine.advance(state, step / parts[r], parts[r])),
      coarse > 0 ? engine.advance(engine.companion, coarse, 1) : 0,
    ],
    close: async () => {},
  };
}
