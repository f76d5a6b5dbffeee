import { describe, expect, it } from 'vitest';
import { substeps as kinds } from '../../src/dynamics/catalogue.ts';
import type { Interval, Substep } from '../../src/contracts.ts';
import { splitStep, splittings } from '../../src/dynamics/splitting.ts';
import { nothing } from '../../src/dynamics/substep-report.ts';

/** A substep that does `work` over an interval's length. */
const substep = (name: string, place: number, work: (length: number) => void, seen: Interval[] = []): Substep => ({
  name,
  place,
  keeps: { energy: true, entropy: true },
  advance: async (interval) => {
    seen.push(interval);
    work(interval.length);
    return { ...nothing, production: interval.length };
  },
});
const idle = (): void => {};
const three = [substep('collisions', 0, idle), substep('viscosity', 2, idle), substep('transport', -1, idle)];
const table = (rule: 'lie' | 'strang'): (string | number)[][] => splittings[rule](three).map(([{ name }, fraction]) => [name, fraction]);

describe('a splitting', () => {
  it('of Lie goes through the substeps by their place', () => {
    expect(table('lie')).toEqual([['transport', 1], ['collisions', 1], ['viscosity', 1]]);
  });

  it('of Strang is a palindrome around the collisions', () => {
    expect(table('strang')).toEqual([['viscosity', 0.5], ['transport', 0.5], ['collisions', 1], ['transport', 0.5], ['viscosity', 0.5]]);
  });

  it('takes each substep through the whole step without a gap, to its very end', async () => {
    const seen: Interval[] = [];
    const [from, length] = [0.1, 0.2];
    // Not from + length, which is 0.30000000000000004.
    const to = 0.3;
    await splitStep(splittings.strang([substep('transport', -1, idle, seen), three[0]]), { from, to, length }, Infinity);
    expect(seen).toEqual([{ from, to: 0.2, length: 0.1 }, { from: 0.2, to, length: 0.1 }]);
  });

  it('adds up what the substeps produced', async () => {
    const { production } = await splitStep(splittings.lie(three), { from: 0, to: 0.25, length: 0.25 }, Infinity);
    expect(production).toBe(0.75);
  });

  it('ends where a substep fails, or the error is too large already', async () => {
    const bad = [[{ ...nothing, converged: false }, 1], [{ ...nothing, error: 2 }, 1], [{ ...nothing, error: NaN }, Infinity]] as const;
    for (const [answer, tolerance] of bad) {
      const seen: Interval[] = [];
      const failing = { ...three[0], advance: async () => answer };
      await splitStep(splittings.lie([failing, substep('viscosity', 2, idle, seen)]), { from: 0, to: 1, length: 1 }, tolerance);
      expect(seen).toEqual([]);
    }
  });

  it.each([['lie', 1], ['strang', 2]] as const)('%s has order %i', async (rule, order) => {
    // A pendulum x'' = -x - 0.3 x' in three parts that do not commute: drift, kick, friction.
    const errors = [];
    for (const steps of [20, 40]) {
      const state = { x: 1, v: 0.5 };
      const parts = [
        substep('drift', -1, (h) => (state.x += h * state.v)),
        substep('kick', 0, (h) => (state.v -= h * state.x)),
        substep('friction', 2, (h) => (state.v *= Math.exp(-0.3 * h))),
      ];
      const splitting = splittings[rule](parts);
      for (let k = 0; k < steps; k++) await splitStep(splitting, { from: k / steps, to: (k + 1) / steps, length: 1 / steps }, Infinity);
      const [damping, frequency] = [0.15, Math.sqrt(1 - 0.15 ** 2)];
      const exact = Math.exp(-damping) * (Math.cos(frequency) + ((0.5 + damping) / frequency) * Math.sin(frequency));
      errors.push(Math.abs(state.x - exact));
    }
    // Steps of 1/20 and 1/40 are in the asymptotic range: the next order is some per cent.
    expect(Math.log2(errors[0] / errors[1])).toBeGreaterThan(order - 0.1);
    expect(Math.log2(errors[0] / errors[1])).toBeLessThan(order + 0.1);
  });
});

describe('the folder of substeps', () => {
  it('holds kinds with names of their own, among them transport', () => {
    const names = kinds.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('transport');
  });
});
