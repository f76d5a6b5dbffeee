import { describe, expect, it } from 'vitest';
import seedrandom from 'seedrandom';
import { kappas } from '../../src/physics/catalogue.ts';
import type { KernelSpec, PairPass } from '../../src/contracts.ts';
import { loopKernels } from '../../src/parallel/loops.ts';
import { enableFeatures } from '../../src/parallel/features.ts';
import { compileKernels, kernelText, simdKernels, type SimdMode } from '../../src/parallel/simd.ts';
import { capacity, choices, dimensions, disagreement, evaluate, fields, gammas, repeated, specification } from './pass-fields.ts';

const modes: readonly SimdMode[] = ['fastest', 'reproducible'];

async function worstDisagreement(spec: KernelSpec, mode: SimdMode, kinds: readonly PairPass['kind'][], seed: string): Promise<number> {
  const { arena, passes } = fields(spec, seed);
  const compiled = await compileKernels(spec, mode, kinds);
  const simd = simdKernels(compiled, arena.memory, arena.vector(compiled.workLength));
  const loops = loopKernels(spec);
  const chosen = passes.filter((pass) => kinds.includes(pass.kind));
  return Math.max(...chosen.map((pass) => disagreement(evaluate(simd, pass), evaluate(loops, pass))));
}

/** Both backends sum the same pairs in another order: rounding of 43 terms, with margin for pow and exp. */
const tolerance = 1e-13;

describe.each(modes)('SIMD kernels agree with the plain loops, %s', (mode) => {
  it.each(dimensions)('collisions in $x X, $v V for every gamma, with kappa in turn', async (dims) => {
    for (const [index, gamma] of gammas.entries()) {
      const kappa =
        dims.x === 0 ? choices.find(({ kind }) => kind === 'constant')! : choices[(index + dims.x + 2 * dims.v) % choices.length];
      expect(
        await worstDisagreement(specification({ dimensions: dims, gamma, kappa }), mode, ['collisions'], `${gamma} ${dims.x}`),
      ).toBeLessThan(tolerance);
    }
  });

  it.each(choices)('kappa $kind for every gamma, periodic and free, with and without softening', async (kappa) => {
    for (const [index, gamma] of gammas.entries()) {
      const spec = specification({
        dimensions: { x: 1, v: 3 }, gamma, kappa, period: [index % 2 ? 4 : 0], softening: index % 3 ? 0 : 0.01,
      });
      expect(await worstDisagreement(spec, mode, ['collisions'], `${kappa.kind} ${gamma}`)).toBeLessThan(tolerance);
    }
  });

  it.each(dimensions)('blob passes in $x X, $v V: one- and two-sided, labels periodic and free', async (dims) => {
    for (const score of ['two-sided', 'one-sided'] as const) {
      for (const length of dims.x === 0 ? [0] : [0, 3.7]) {
        const spec = specification({ dimensions: dims, score, blobPeriod: repeated(dims.x, length) });
        expect(await worstDisagreement(spec, mode, ['density', 'score', 'gradient'], `${dims.x} ${score}`)).toBeLessThan(tolerance);
      }
    }
  });

  it('the kernels N_delta and kappa_delta of the approximating system', async () => {
    for (const gamma of [-3, 0, 0.5]) {
      const spec = specification({
        dimensions: { x: 1, v: 3 }, gamma, kappa: { kind: 'japanese-bracket', lambda: 2 }, regularisation: 0.1,
      });
      expect(await worstDisagreement(spec, mode, ['collisions'], `regularised ${gamma}`)).toBeLessThan(tolerance);
    }
  });

  it('for random parameters', async () => {
    const random = seedrandom(`random parameters ${mode}`);
    const between = (low: number, high: number): number => low + (high - low) * random();
    for (let trial = 0; trial < 12; trial++) {
      const x = Math.floor(between(1, 4));
      const chosen = kappas[Math.floor(between(0, kappas.length))];
      const parameters = Object.entries(chosen.parameters).map(([name, { type }]) => [
        name, type === 'number' ? between(0.3, 3) : `exp(-${between(0.1, 1)} * r^2)`,
      ]);
      const axes = (low: number): number[] => Array.from({ length: x }, () => (random() < 0.5 ? 0 : between(low, 6)));
      const spec = specification({
        dimensions: { x, v: random() < 0.5 ? 2 : 3 },
        gamma: between(-3, 1),
        softening: random() < 0.5 ? 0 : between(0, 0.1),
        kappa: { kind: chosen.name, ...Object.fromEntries(parameters) },
        period: axes(1),
        blobPeriod: axes(2),
        score: random() < 0.5 ? 'two-sided' : 'one-sided',
      });
      expect(
        await worstDisagreement(spec, mode, ['density', 'score', 'collisions', 'gradient'], `trial ${trial}`), JSON.stringify(spec),
      ).toBeLessThan(tolerance);
    }
  });
});

describe('features', () => {
  it('are what the engine under us compiles: asking first switches fused operations on where they hide behind a flag', () => {
    const { simd, fused, joined } = enableFeatures();
    // f64x2.add and f64x2.relaxed_madd of local 0, written out: (module (func (param v128) (result v128) ...)).
    const adds = [0x20, 0, 0x20, 0, 0xfd, 0xf0, 0x01], fuses = [0x20, 0, 0x20, 0, 0x20, 0, 0xfd, 0x87, 0x02];
    const compiles = (body: readonly number[]): boolean =>
      WebAssembly.validate(
        Uint8Array.from([
          0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7b, 1, 0x7b, 3, 2, 1, 0, 10, body.length + 4, 1, body.length + 2, 0,
          ...body, 0x0b,
        ]),
      );
    expect(simd).toBe(compiles(adds));
    expect(simd).toBe(true);
    expect(fused).toBe(compiles(fuses));
    // 256-bit operations are joined by V8 12.4 and later, on x64 alone.
    expect(joined).toBe(Number(process.versions.node.split('.')[0]) >= 24 && process.arch === 'x64');
  });

  it('the fastest mode fuses multiply-adds exactly where the engine can', () => {
    const spec = specification({ dimensions: { x: 0, v: 2 } });
    expect(/f64x2\.relaxed_madd/.test(kernelText(spec, 'fastest'))).toBe(enableFeatures().fused);
  });
});

describe('generated kernels', () => {
  const spec = specification({ dimensions: { x: 1, v: 3 }, gamma: -3, kappa: { kind: 'gaussian', width: 0.8 } });

  it('use no fused operation in reproducible mode', () => {
    expect(kernelText(spec, 'reproducible')).not.toMatch(/relaxed|madd|fma/);
    expect(kernelText(spec, 'reproducible')).toMatch(/f64x2\.mul/);
  });

  it('refuse columns outside the shared memory, and a work area that is too small', async () => {
    const compiled = await compileKernels(spec, 'fastest');
    const { arena, passes } = fields(spec, 'guards');
    expect(() => simdKernels(compiled, arena.memory, arena.vector(8))).toThrow(/work area/);
    const kernels = simdKernels(compiled, arena.memory, arena.vector(compiled.workLength));
    const [density] = passes;
    const outside = { ...density.columns, source: new Float64Array(capacity) };
    expect(() => kernels.tile({ ...density, rows: outside, columns: outside } as typeof density, 0, 8, 8, 16)).toThrow(/shared memory/);
  });
});
