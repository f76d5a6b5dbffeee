import { describe, expect, test } from 'vitest';
import type { KappaChoice } from '../../src/contracts.ts';
import { constantKappa, kappaOf } from '../../src/physics/kappa-facts.ts';

const formula = (expression: string): KappaChoice => ({ kind: 'formula', expression });
const inSpace = (kappa: KappaChoice) => constantKappa({ dimensions: { x: 1, v: 2 }, kappa });

describe('kappa is constant by value, whatever its name', () => {
  test.each<[KappaChoice, number]>([
    [{ kind: 'constant' }, 1],
    [{ kind: 'japanese-bracket', lambda: 0 }, 1],
    [formula('1'), 1],
    [formula('2 - 0.5'), 1.5],
    [formula('r^0'), 1],
    [formula('max(0, min(3, 2))'), 2],
    [formula('sqrt(4) * exp(0) / abs(-1)'), 2],
  ])('%j: %s', (kappa, value) => {
    expect(inSpace(kappa)).toBe(value);
    for (const r of [0, 0.3, 2]) expect(kappaOf({ kappa })(r * r)).toBeCloseTo(value, 15);
  });

  test.each<KappaChoice>([
    { kind: 'japanese-bracket', lambda: 1e-9 },
    { kind: 'gaussian', width: 1e6 },
    { kind: 'bump', radius: 3 },
    formula('1/(1+r^2)'),
    formula('1 + 1e-30 * r'),
    formula('exp(-x^2)'),
  ])('%j is not', (kappa) => {
    expect(inSpace(kappa)).toBeUndefined();
  });

  test('without x every kernel is its value at contact', () => {
    const homogeneous = (kappa: KappaChoice) => constantKappa({ dimensions: { x: 0, v: 3 }, kappa });
    expect(homogeneous({ kind: 'gaussian', width: 0.5 })).toBe(1);
    expect(homogeneous({ kind: 'bump', radius: 0.5 })).toBe(1);
    expect(homogeneous(formula('2/(1+r)'))).toBe(2);
  });
});
