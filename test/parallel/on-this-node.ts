/**
 * A program of its own, so that it can be run by other versions of Node (with --allow-natives-syntax): measures what the
 * engine under it makes of the kernels, as one line of JSON.
 */
import type { KernelSpec } from '../../src/contracts.ts';
import { assemble } from '../../src/parallel/assemble.ts';
import { chooseKernels } from '../../src/parallel/choose-kernels.ts';
import { Graph } from '../../src/parallel/emit/graph.ts';
import { compileOptimised, enableFeatures } from '../../src/parallel/features.ts';
import { compileKernels } from '../../src/parallel/simd.ts';
import { Arena } from '../../src/state/arena.ts';
import { compareFormulas, type Comparison } from './random-formulas.ts';

/** What `on-this-node.ts` finds. */
export interface Findings extends Comparison {
  readonly node: string;
  /** Kernels that were not in their final code after compilation. */
  readonly unfinished: readonly string[];
  /** f64x2.neg is compiled wrongly when it is joined to 256 bits and its operand is used again (V8 13.6). */
  readonly wrongNegation: boolean;
  /** What is refused when the kernels' negations are written as f64x2.neg again. */
  readonly refused: readonly string[];
}

const spec: KernelSpec = {
  dimensions: { x: 1, v: 2 }, gamma: -2.5, softening: 0, period: [6], blobPeriod: [0], score: 'two-sided',
  kappa: { kind: 'formula', expression: 'exp(-r)*(2+r)' },
};

async function unfinishedKernels(): Promise<string[]> {
  const isOptimised = new Function('kernel', 'return %IsTurboFanFunction(kernel)') as (kernel: unknown) => boolean;
  const { module, workLength } = await compileKernels(spec, 'fastest');
  const arena = new Arena();
  const { exports } = new WebAssembly.Instance(module, { run: { memory: arena.memory, work: arena.vector(workLength).byteOffset } });
  return Object.keys(exports).filter((name) => !isOptimised(exports[name]));
}

/** -x * x for four x at once, told from the right result. */
async function negationIsWrong(): Promise<boolean> {
  const product = (at: number): string =>
    `(v128.store offset=${64 + at} (i32.const 0) (f64x2.mul (local.get $x${at}) (f64x2.neg (local.get $x${at}))))`;
  const load = (at: number): string => `(local.set $x${at} (v128.load offset=${at} (i32.const 0)))`;
  const text = `(module (memory (export "memory") 1) (func (export "f") (local $x0 v128) (local $x16 v128)
    ${load(0)} ${load(16)} ${product(0)} ${product(16)}))`;
  const call = (module: WebAssembly.Module): Float64Array => {
    const { memory, f } = new WebAssembly.Instance(module).exports as { memory: WebAssembly.Memory; f: () => void };
    new Float64Array(memory.buffer).set([1, 2, 3, 4]);
    for (let k = 0; k < 3; k++) f();
    return new Float64Array(memory.buffer, 64, 4);
  };
  return call(compileOptimised(await assemble(text), enableFeatures().joined, call)).join() !== '-1,-4,-9,-16';
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
  wrongNegation: await negationIsWrong(),
  refused: await refusedWithOldNegation(),
};
process.stdout.write(`${JSON.stringify(findings)}\n`);
