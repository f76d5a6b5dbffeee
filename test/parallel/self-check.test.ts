import { execFileSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KernelSpec } from '../../src/contracts.ts';
import { assemble } from '../../src/parallel/assemble.ts';
import { chooseKernels } from '../../src/parallel/choose-kernels.ts';
import { enableFeatures } from '../../src/parallel/features.ts';
import { threadedSums } from '../../src/parallel/pair-work.ts';
import { KernelDisagreement } from '../../src/parallel/self-check.ts';
import { compileKernels, simdKernels, SimdUnavailable, type CompiledKernels } from '../../src/parallel/simd.ts';
import { Refusal } from '../../src/refusal.ts';
import { Arena } from '../../src/state/arena.ts';
import { openThreads } from '../../src/threads/worker-threads.ts';
import type { Findings } from './on-this-node.ts';
import { compareFormulas } from './random-formulas.ts';
import { built } from '../built.ts';

const spec: KernelSpec = {
  dimensions: { x: 1, v: 2 }, gamma: -1, softening: 0, period: [6], blobPeriod: [3.5], score: 'two-sided',
  kappa: { kind: 'formula', expression: 'exp(-r)*(2+r)' },
};
const functions = ['density', 'gradient', 'score', 'collisions'].flatMap((kind) => [kind, `${kind}Diagonal`, `${kind}Gather`]);

/** The kernels with additions for multiplications in one function: what a fault of the engine would do to them. */
async function broken(compiled: CompiledKernels, name: string): Promise<CompiledKernels> {
  const start = compiled.text.indexOf(`(func (export "${name}")`);
  const next = compiled.text.indexOf('(func ', start + 1);
  const end = next < 0 ? compiled.text.length : next;
  const wrong = compiled.text.slice(start, end).replaceAll('f64x2.mul', 'f64x2.add');
  const text = compiled.text.slice(0, start) + wrong + compiled.text.slice(end);
  return { ...compiled, text, module: await WebAssembly.compile(await assemble(text)) };
}

/** test/validate/attack has more of them. */
const formulas = 30;

function onNode(binary: string): Findings {
  const program = ['--allow-natives-syntax', built('test/parallel/on-this-node.ts'), String(formulas)];
  return JSON.parse(execFileSync(binary, program, { encoding: 'utf8' })) as Findings;
}

describe('kernels before their first use', () => {
  it.each(functions)('are compared with the plain loops: a wrong %s is refused', async (name) => {
    const compiled = await compileKernels(spec, 'reproducible');
    const arena = new Arena();
    const work = arena.vector(compiled.workLength);
    const wrong = await broken(compiled, name);
    expect(() => simdKernels(wrong, arena.memory, work)).toThrow(KernelDisagreement);
    expect(() => simdKernels(wrong, arena.memory, work)).toThrow(`'${name.replace(/Diagonal|Gather/, '')}'`);
    expect(() => simdKernels(compiled, arena.memory, work)).not.toThrow();
  });

  it('are compared in every worker thread too', async () => {
    const arena = new Arena();
    const threads = openThreads(2);
    const sums = threadedSums(spec, await broken(await compileKernels(spec, 'reproducible'), 'collisions'), threads, arena);
    const columns = (number: number): Float64Array[] => arena.columns(number, 32);
    const [source, sum] = columns(2);
    const points = { count: 32, revision: 0, z: columns(3), source };
    try {
      const run = sums.run({ kind: 'density', rows: points, columns: points, output: { sum } });
      await expect(run).rejects.toThrow(Refusal);
      await expect(run).rejects.toThrow("'collisions' differs from the plain loops");
    } finally {
      await threads.close();
    }
  });

  it('a build that disagrees is passed over for a more cautious one, and that is said', async () => {
    const { fused, joined } = enableFeatures();
    const { compiled, refused } = await chooseKernels(spec, 'fastest', new Arena(), async (kernels, build) => {
      const right = await compileKernels(kernels, build);
      return typeof build === 'object' && build.fused ? broken(right, 'score') : right;
    });
    expect(compiled.fused).toBe(false);
    expect(refused).toHaveLength(fused ? (joined ? 2 : 1) : 0);
    for (const reason of refused) expect(reason).toMatch(/^fused, .*'score' differs from the plain loops/);
  });

  it('when every build disagrees there are no SIMD kernels, with all the reasons', async () => {
    const chosen = chooseKernels(spec, 'fastest', new Arena(), async (kernels, build) =>
      broken(await compileKernels(kernels, build), 'gradientGather'));
    await expect(chosen).rejects.toThrow(SimdUnavailable);
    await expect(chosen).rejects.toThrow(/reproducible, .*'gradient' differs/);
  });
});

/** What this process finds, once for all tests. */
const here = compareFormulas('formulas', formulas);

/** Binaries of other Node versions; .ci/run installs them where the registry has them. */
const others = (process.env.FUZZY_LANDAU_NODES ?? '').split(delimiter).filter(Boolean);

describe.each([process.execPath, ...others])('on %s', (binary) => {
  let findings: Findings;
  it('random formulas give what the plain loops give', () => {
    findings = onNode(binary);
    // Powers up to 2.4 of logarithms up to 10 magnify rounding some 20 times; 32 terms.
    expect(findings.worst.error, findings.worst.expression).toBeLessThan(1e-12);
  });

  it('the reproducible mode gives the same bits as on every other Node', async () => {
    expect(findings.reproducible).toBe((await here).reproducible);
  });

  it('kernels are in their final machine code before they are compared', () => {
    expect(findings.unfinished).toEqual([]);
  });

  it('a negation that the engine compiles wrongly (Node 24.21 on x64) would be found out in the kernels, and only there', () => {
    expect(findings.refused.map((reason) => reason.split(':')[0])).toEqual(findings.wrongNegation ? ['fused, 256 bits'] : []);
  });
});

it.runIf(others.length === 0)('SKIPPED for other Node versions: FUZZY_LANDAU_NODES names no binaries', (context) => context.skip());
