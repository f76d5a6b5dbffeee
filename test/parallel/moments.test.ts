import { describe, expect, it } from 'vitest';
import seedrandom from 'seedrandom';
import type { CollisionPass, Column, KernelSpec } from '../../src/contracts.ts';
import { constantKappa } from '../../src/physics/kappa-facts.ts';
import { loopKernels } from '../../src/parallel/loops.ts';
import { momentCollisions, momentsApply } from '../../src/parallel/moments.ts';

const specification = (x: number, v: number, change: Partial<KernelSpec> = {}): KernelSpec => ({
  dimensions: { x, v },
  gamma: 0,
  softening: 0,
  kappa: { kind: 'constant' },
  period: Array.from({ length: x }, () => 3),
  blobPeriod: Array.from({ length: x }, () => 0),
  score: 'two-sided',
  ...change,
});

/** Random particles with a drift that is large against the thermal speed, and padding. */
function particles(x: number, v: number, count: number, scoreOf: (velocity: number, random: () => number) => number): CollisionPass {
  const random = seedrandom(`moments ${x} ${v} ${count}`);
  const capacity = Math.ceil((count + 3) / 8) * 8;
  const column = (value: (i: number) => number): Column => Float64Array.from({ length: capacity }, (_, i) => (i < count ? value(i) : 0));
  const velocity = Array.from({ length: v }, () => column(() => 20 + 4 * random()));
  const points = {
    count,
    revision: 0,
    position: Array.from({ length: x }, () => column(() => 3 * random())),
    velocity,
    score: velocity.map((axis) => column((i) => scoreOf(axis[i], random))),
    weight: column(() => random() / count),
  };
  const rate = Array.from({ length: v }, () => new Float64Array(capacity));
  return { kind: 'collisions', rows: points, columns: points, output: { rate } };
}

async function compared(spec: KernelSpec, pass: CollisionPass, count: number): Promise<{ difference: number; largest: number }> {
  const direct = { ...pass, output: { rate: pass.output.rate.map((column) => new Float64Array(column.length)) } };
  const { length } = pass.columns.weight;
  loopKernels(spec).tile(direct, 0, length, 0, length);
  await momentCollisions(spec).collisions(pass);
  const flat = (columns: readonly Column[]): number[] => columns.flatMap((column) => [...column.subarray(0, count)]);
  const a = flat(pass.output.rate), b = flat(direct.output.rate);
  return { difference: Math.max(...a.map((value, k) => Math.abs(value - b[k]))), largest: Math.max(...b.map(Math.abs)) };
}

describe('moment sums', () => {
  it.each([
    [0, 2], [0, 3], [1, 2], [1, 3], [3, 3],
  ])('are the direct sum to 1e-12 in %i X, %i V, with a drift and unequal weights', async (x, v) => {
    const count = 600;
    const spec = specification(x, v);
    const { difference, largest } = await compared(spec, particles(x, v, count, (_, random) => 2 * random() - 1), count);
    // Both are sums of 600 terms of one size: rounding only.
    expect(difference).toBeLessThan(1e-12 * largest);
  });

  it('near equilibrium lose no digits to the linear part of g, which N(u) u = 0 removes', async () => {
    const count = 600;
    const small = 1e-4;
    const { difference, largest } = await compared(
      specification(1, 3), particles(1, 3, count, (velocity, random) => -velocity + small * random()), count,
    );
    // The direct sum itself carries rounding of the size of the linear part, 1e-16 / 1e-4 of the result a term.
    expect(difference).toBeLessThan(1e-11 * largest);
  });

  it('leave padding at zero and give the same bits twice', async () => {
    const pass = particles(1, 2, 97, (_, random) => random());
    const sums = momentCollisions(specification(1, 2));
    await sums.collisions(pass);
    const first = pass.output.rate.map((column) => column.slice());
    await sums.collisions(pass);
    expect(pass.output.rate).toEqual(first);
    expect(pass.output.rate.every((column) => column.subarray(97).every((value) => value === 0))).toBe(true);
  });

  it('apply to any kappa that is constant and to nothing else', () => {
    expect(momentsApply(specification(1, 3))).toBe(true);
    expect(momentsApply(specification(1, 3, { kappa: { kind: 'japanese-bracket', lambda: 0 } }))).toBe(true);
    expect(momentsApply(specification(0, 3, { kappa: { kind: 'gaussian', width: 1 } }))).toBe(true);
    expect(constantKappa(specification(1, 3, { kappa: { kind: 'gaussian', width: 1 } }))).toBeUndefined();
    expect(momentsApply(specification(1, 3, { gamma: -1 }))).toBe(false);
    expect(momentsApply(specification(1, 3, { regularisation: 0.1 }))).toBe(false);
    expect(() => momentCollisions(specification(1, 3, { gamma: 1 }))).toThrow(RangeError);
  });
});
