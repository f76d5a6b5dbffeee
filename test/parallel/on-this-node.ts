/**
 * A program of its own, so that it can be run by other versions of Node (with --allow-natives-syntax): measures what the
 * engine under it makes of the kernels, as one line of JSON.
 */
import type { KernelSpec } from '../../src/contracts.ts';
import { chooseKernels } from '../../src/parallel/choose-kernels.ts';
import { Graph } from '../../src/parallel/emit/graph.ts';
import { compileKernels, kernelNames } from '../../src/parallel/simd.ts';
import { Arena } from '../../src/state/arena.ts';
import { compareFormulas, type Comparison } from './random-formulas.ts';

/** What `on-this-node.ts` finds. */
export interface Findings extends Comparison {
  readonly node: string;
  /** Kernels that were not in their final code after compilation. */
  readonly unfinished: readonly string[];
  /** What is refused when negations are written as f64x2.neg again, which Node 24 joins wrongly. */
  readonly refused: readonly string[];
}

const spec: KernelSpec = {
  dimensions: { x: 1, v: 2 }, gamma: -2.5, softening: 0, period: [6], blobPeriod: [0], score: 'two-sided',
  kappa: { kind: 'formula', expression: 'exp(-r)*(2+r)' },
};

async function unfinishedKernels(): Promise<string[]> {
  const isOptimised = new Function('kernel', 'return %IsTurboFanFunction(kernel)') as (kernel: unknown) => boolean;
  const { module, workLength } = await compileKernels(spec, 'fastest', kernelNames);
  const arena = new Arena();
  const { exports } = new WebAssembly.Instance(module, { run: { memory: arena.memory, work: arena.vector(workLength).byteOffset } });
  return Object.keys(exports).filter((name) => !isOptimised(exports[name]));
}

async function refusedWithOldNegation(): Promise<readonly string[]> {
  const { neg } = Graph.prototype;
  Graph.prototype.neg = function (a) {
    return a.value === undefined ? this.node('f64x2.neg', [a]) : this.constant(-a.value);
  };
  try {
    return (await chooseKernels(spec, 'fastest', new Arena())).refused;
  } finally {
    Graph.prototype.neg = neg;
  }
}

const findings: Findings = {
  node: process.versions.node,
  ...(await compareFormulas('formulas', Number(process.argv[2]))),
  unfinished: await unfinishedKernels(),
  refused: await refusedWithOldNegation(),
};
process.stdout.write(`${JSON.stringify(findings)}\n`);
