import { expect, test } from 'vitest';
import { GalerkinCollisions } from '../../src/galerkin/galerkin-collisions.ts';
import { requireTails } from '../../src/galerkin/soundness.ts';
import { dampingScenario, engineOf } from '../small-scenario.ts';

test('the largest log f of the first look is remembered; f beyond e^3 of it is a tail that folds', () => {
  const particles = { count: 3 };
  const peak = requireTails(particles, Float64Array.of(-1, -4, -2, 9), undefined);
  expect(peak).toBe(-1);
  expect(requireTails(particles, Float64Array.of(-3, 1.9, -2), peak)).toBe(-1);
  expect(() => requireTails(particles, Float64Array.of(-3, 2.1, -2), peak)).toThrow(/lost the particles: f has grown to 8/);
});

test('a run stops before the step after a tail has folded, not at the next output', async () => {
  const { collisions } = await engineOf(dampingScenario({
    particles: { position: { count: [8] }, velocity: { count: [14, 14], halfWidth: 4.5 } }, score: 'auto',
  }), { backend: 'loops' });
  if (!(collisions instanceof GalerkinCollisions)) throw new Error('a fine lattice has the Galerkin score');
  await collisions.observe();
  collisions.prepare(0);
  const memory = collisions.memory();
  memory.log_density[5] = 1;
  collisions.restore(memory);
  expect(() => collisions.prepare(1)).toThrow(/has lost the particles/);
});
