import { Piscina } from 'piscina';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { gridSolve, type GridOptions, type GridState } from '../../src/reference/grid.ts';
import { member, share, crewCells, Tally } from '../../src/reference/grid/crew.ts';
import { stop } from '../../src/threads/cells.ts';
import { WorkerFailure } from '../../src/threads/worker-threads.ts';
import { component, cosine, periodicScenario, type ScenarioChange } from './scenarios.ts';

afterEach(() => void vi.restoreAllMocks());

const streams = [
  component({ velocity: [0.7, 0.2], space: cosine([0.4], [1]) }), component({ velocity: [-0.5, 0], space: cosine([0.2], [1]) }),
];
const cases: [string, ScenarioChange, GridOptions][] = [
  [
    'gamma = 0, Gaussian kappa: slabs', { kappa: { kind: 'gaussian', width: 0.8 }, components: streams },
    { velocityPoints: 16, positionPoints: 8 },
  ],
  [
    'softened gamma = -2, Japanese bracket: slabs and convolutions',
    { gamma: -2, softening: 0.1, kappa: { kind: 'japanese-bracket', lambda: 1 }, components: streams },
    { velocityPoints: 16, positionPoints: 4 },
  ],
  [
    'homogeneous: convolutions only',
    { dimensions: { x: 0, v: 2 }, gamma: -3, components: [component({ temperature: [1.2, 0.9] })] }, { velocityPoints: 16 },
  ],
];

/** Bytes of every density, diagnostics and number of threads at every output time. */
async function solved(change: ScenarioChange, options: GridOptions): Promise<{ f: Buffer[]; diagnostics: unknown[]; threads: number }> {
  const f: Buffer[] = [];
  const diagnostics: unknown[] = [];
  let threads = 0;
  for await (const state of gridSolve(periodicScenario({ ...change, end: 0.1, every: 0.05 }), { step: 0.05, ...options })) {
    f.push(Buffer.from(Buffer.from(state.f.buffer, state.f.byteOffset, state.f.byteLength)));
    diagnostics.push(state.diagnostics);
    ({ threads } = state);
  }
  return { f, diagnostics, threads };
}

describe('the grid solver on worker threads', () => {
  it.each(cases)('has the same bits as on one thread, %s', async (_, change, options) => {
    const single = await solved(change, options);
    expect(single.threads).toBe(1);
    expect(single.f[0].equals(single.f[2])).toBe(false);
    // Five: crews of two and three, so that slabs and convolutions do not divide evenly.
    const spread = await solved(change, { ...options, threads: 5 });
    expect(spread.threads).toBe(5);
    expect(spread.f.every((bytes, i) => bytes.equals(single.f[i]))).toBe(true);
    expect(spread.diagnostics).toEqual(single.diagnostics);
  }, 60_000);

  it('takes no more threads than have something to do: two for homogeneous moments, one crew without extrapolation', async () => {
    const homogeneous: ScenarioChange = { dimensions: { x: 0, v: 2 }, components: [component({ temperature: [1.2, 0.9] })] };
    const threadsOf = async (change: ScenarioChange, options: GridOptions): Promise<number> => {
      const states = gridSolve(periodicScenario(change), { velocityPoints: 16, threads: 7, ...options });
      const { threads } = (await states.next()).value as GridState;
      await states.return(undefined);
      return threads;
    };
    expect(await threadsOf(homogeneous, {})).toBe(2);
    expect(await threadsOf({ components: streams }, { positionPoints: 4, extrapolate: false })).toBe(4);
  });

  it.each([
    ['in a step, while the rest of its crew waits for it', 5, false],
    ['in a step of a crew of its own', 2, false],
    ['between steps', 5, true],
  ])('fails when a worker dies %s, and leaves nothing behind', async (_, threads, between) => {
    const pools = new Set<Piscina>();
    const run = Piscina.prototype.run;
    let tasks = 0;
    vi.spyOn(Piscina.prototype, 'run').mockImplementation(function (this: Piscina, ...rest) {
      pools.add(this);
      const task = run.apply(this, rest);
      // By the twentieth task all workers are at work.
      if (++tasks === 20) {
        const kill = (): void => void this.threads[0].terminate();
        if (between) task.then(kill);
        else kill();
      }
      return task;
    });
    const long = periodicScenario({ components: streams, gamma: -2, softening: 0.1, end: 500, every: 500 });
    const states = gridSolve(long, { velocityPoints: 16, positionPoints: 4, step: 0.05, threads });
    await states.next();
    await expect(states.next()).rejects.toThrow(WorkerFailure);
    expect(tasks).toBeGreaterThanOrEqual(20);
    expect(pools.size).toBe(2);
    for (const pool of pools) expect(pool.threads).toEqual([]);
  }, 30_000);
});

describe('a crew', () => {
  it('shares out every part once, whatever the numbers', () => {
    for (const count of [1, 2, 3, 7]) {
      for (const total of [0, 1, 5, 16]) {
        const cells = new Int32Array(new SharedArrayBuffer(4 * crewCells));
        const shares = Array.from({ length: count }, (_, index) => share(member(cells, index, count, []), total));
        const owned = shares.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
        expect(owned).toEqual(Array.from({ length: total }, (_, i) => i));
      }
    }
  });

  it('does not wait for ever when it is told to stop', () => {
    const cells = new Int32Array(new SharedArrayBuffer(4 * crewCells));
    const waiting = member(cells, 0, 2, [new Float64Array(2)]);
    stop(cells);
    expect(() => new Tally(waiting, 2).sum(() => 1)).toThrow('another thread failed');
  });
});
