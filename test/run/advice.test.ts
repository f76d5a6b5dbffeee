import { expect, test } from 'vitest';
import { advice } from '../../src/run/advice.ts';
import { dampingScenario } from '../small-scenario.ts';

test('a mollifier that fills the box is pointed out; an ordinary one is not', () => {
  expect(advice(dampingScenario({ mollifier: { width: { position: [2] } } }))).toEqual([expect.stringContaining('nearest images')]);
  expect(advice(dampingScenario())).toEqual([]);
});

test('what a run gives up is said', () => {
  const scenario = dampingScenario({ score: 'one-sided', equation: { regularisation: { delta: 0.01, epsilon: 0 } } });
  expect(advice(scenario).join()).toMatch(/energy is not conserved.*entropy law/s);
});
