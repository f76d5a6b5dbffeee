import { workerData } from 'node:worker_threads';
import { joinCrew, type GridSetup, type GridTask } from '../src/reference/grid/pool.ts';

// Piscina hands workerData over as [its own data, ours].
const engine = joinCrew((Array.isArray(workerData) ? workerData[1] : workerData) as GridSetup);

/** One thread's share of some time steps; returns the integral of the entropy production, the same on all threads. */
export default function share({ step, count, companion }: GridTask): number {
  return engine.advance(companion ? engine.companion : engine.state, step, count);
}
