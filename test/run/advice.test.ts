import { expect, test } from 'vitest';
import { advice } from '../../src/run/advice.ts';
import { dampingScenario } from '../small-scenario.ts';

test('a mollifier that fills the box is pointed out; an ordinary one is not', () => {
  expect(advice(dampingScenario())).toEqual([expect.stringContaining('minimum-image')]);
  expect(advice(dampingScenario({ particles: { position: { count: [12] } }, mollifier: { width: { position: [0.52] } } }))).toEqual([]);
});

test('what a run gives up is said', () => {
  const scenario = dampingScenario({ score: 'one-sided', equation: { regularisation: { delta: 0.01, epsilon: 0 } } });
  expect(advice(scenario).join()).toMatch(/energy is not conserved.*entropy law/s);
});
