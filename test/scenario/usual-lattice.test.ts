import { expect, test } from 'vitest';
import { resolveScenario } from '../../src/scenario/scenario.ts';

const trimOf = (components: readonly object[], more: object = {}): number => {
  const { particles } = resolveScenario({
    name: 'trim',
    equation: { dimensions: { x: 1, v: 2 }, gamma: 0 },
    domain: { x: { kind: 'periodic', length: 6 } },
    initial: { kind: 'maxwellians', components },
    particles: { sampling: 'lattice', position: { count: 8 }, velocity: { count: 16, halfWidth: 5 } },
    time: { step: 0.1, end: 1 },
    output: { diagnostics: { every: 1 } },
    ...more,
  });
  return particles.sampling === 'lattice' ? particles.trim : NaN;
};
type Values = number | readonly number[];
const part = (velocity: Values, temperature: Values): object => ({ mass: 1, velocity, temperature });

test('a wave keeps its tail to 1e-8, beams to 1e-6: Maxwellians more than two thermal speeds of the hottest axis apart', () => {
  expect(trimOf([part(0, 1)])).toBe(1e-8);
  expect(trimOf([part([1, 0], 1), part([-1, 0], 1)])).toBe(1e-8);
  expect(trimOf([part([1.1, 0], 1), part([-1, 0], 1)])).toBe(1e-6);
  expect(trimOf([part([1.1, 0], [0.5, 1.2]), part([-1, 0], 0.3)])).toBe(1e-8);
  // A speed is meant along every axis: 1.5 sqrt(2) apart.
  expect(trimOf([part(0, 1), part(1.5, 1)])).toBe(1e-6);
});

test('a blob keeps all particles, homogeneous data lose those below 1e-6', () => {
  expect(trimOf([part([3, 0], 1), part(0, 1)], { score: 'particle-sum' })).toBe(0);
  expect(trimOf([part(0, 1)], {
    equation: { dimensions: { x: 0, v: 2 }, gamma: 0 }, domain: undefined,
    particles: { sampling: 'lattice', velocity: { count: 16, halfWidth: 5 } },
  })).toBe(1e-6);
});
