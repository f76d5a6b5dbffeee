import { workerData } from 'node:worker_threads';
import { joinCrew, type GridSetup, type GridTask } from '../src/reference/grid/pool.ts';

// Piscina hands workerData over as [its own data, ours].
const engine = joinCrew((Array.isArray(workerData) ? workerData[1] : workerData) as GridSetup);

/**
 * One thread's share of some time steps; returns the integral of the entropy production, the same on all threads, or the
 * error it met: so a bug of ours is told apart from a lost thread.
 */
export default function share({ step, count }: GridTask): number | Error {
  try {
    return engine.advance(engine.state, step, count);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
