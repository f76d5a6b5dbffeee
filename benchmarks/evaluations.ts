import { loopKernels } from '../src/parallel/loops.ts';
import { inlineSums } from '../src/parallel/pair-sums.ts';
import { threadedSums } from '../src/parallel/pair-work.ts';
import { compileKernels, simdKernels } from '../src/parallel/simd.ts';
import { Arena } from '../src/state/arena.ts';
import { openThreads } from '../src/threads/worker-threads.ts';
import { specOf, type Case } from './cases.ts';
import { passOf } from './fields.ts';
import { processorSeconds } from './measure.ts';

/** One evaluation of the tendency: density, score and collision pass, 1X-3V, gamma = -3, Gaussian kappa. */
export interface Evaluation {
  readonly count: number;
  readonly backend: 'loops' | 'fastest';
  readonly threads: number;
  /** Wall seconds, the best of a few. */
  readonly seconds: number;
  /** Processor seconds of all threads in that evaluation. */
  readonly processorSeconds: number;
  /** Peak resident memory of the process so far, MB. */
  readonly peakMegabytes: number;
}

const which: Case = { pass: 'collisions', dimensions: { x: 1, v: 3 }, gamma: -3, kappa: { kind: 'gaussian', width: 0.8 } };

/** Wall time of whole evaluations against N, 1 and 2 threads; plain loops only where they end soon. */
export async function evaluations(quick: boolean): Promise<Evaluation[]> {
  const plan: [number, Evaluation['backend'], number][] = [];
  for (const count of quick ? [1024, 4096] : [1024, 4096, 16384, 100_000]) {
    for (const threads of count > 20_000 ? [2] : [1, 2]) plan.push([count, 'fastest', threads]);
    if (count <= 4096) plan.push([count, 'loops', 1]);
  }
  const results: Evaluation[] = [];
  for (const [count, backend, threads] of plan) results.push(await evaluate(count, backend, threads));
  return results;
}

async function evaluate(count: number, backend: Evaluation['backend'], threads: number): Promise<Evaluation> {
  const arena = new Arena();
  const spec = specOf(which);
  const passes = (['density', 'score', 'collisions'] as const).map((pass) => passOf({ ...which, pass }, count, arena));
  const compiled = backend === 'fastest' ? await compileKernels(spec, 'fastest') : undefined;
  const kernels = compiled ? simdKernels(compiled, arena.memory, arena.vector(compiled.workLength)) : loopKernels(spec);
  // The optimised code is made while a small evaluation runs.
  const workers = openThreads(threads > 1 ? threads : 0);
  const sums = threadedSums(spec, compiled, workers, arena);
  try {
    const small = inlineSums(kernels, arena);
    for (let call = 0; call < 4; call++) {
      for (const pass of passes) await small.run(pass);
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    let seconds = Infinity;
    let processor = Infinity;
    for (let repeat = 0; repeat < (count > 20_000 ? 1 : 5); repeat++) {
      const start = performance.now();
      processor = Math.min(processor, await processorSeconds(async () => {
        for (const pass of passes) await sums.run(pass);
      }));
      seconds = Math.min(seconds, (performance.now() - start) / 1000);
    }
    return { count, backend, threads, seconds, processorSeconds: processor, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
  } finally {
    await workers.close();
  }
}
