import { describe, expect, test } from 'vitest';
import type { Particles } from '../../src/contracts.ts';
import { transport } from '../../src/dynamics/transport.ts';
import viscosity from '../../src/dynamics/substeps/viscosity.ts';
import { Arena } from '../../src/state/arena.ts';
import { allocateParticles } from '../../src/state/particles.ts';
import { dampingScenario, engineOf } from '../small-scenario.ts';

const length = 3;

/** Eleven particles in 1X-2V, spread over a box of length 3. */
function few(): Particles {
  const particles = allocateParticles(new Arena(), 11, { x: 1, v: 2 });
  for (let i = 0; i < 11; i++) {
    particles.position[0][i] = (0.7 * i) % length;
    particles.velocity[0][i] = Math.sin(i) * 2;
    particles.velocity[1][i] = Math.cos(2 * i);
    particles.weight[i] = 1 / 11;
  }
  return particles;
}

describe('transport', () => {
  test('moves x by v t and wraps it into the box', () => {
    const [before, after] = [few(), few()];
    transport(after, 2.5, [length]);
    for (let i = 0; i < 11; i++) {
      const straight = before.position[0][i] + 2.5 * before.velocity[0][i];
      expect(after.position[0][i]).toBeGreaterThanOrEqual(0);
      expect(after.position[0][i]).toBeLessThan(length);
      const boxes = (straight - after.position[0][i]) / length;
      expect(Math.abs(boxes - Math.round(boxes))).toBeLessThan(1e-14);
    }
    expect(after.velocity).toEqual(before.velocity);
  });

  test('in free space x goes on', () => {
    const [before, after] = [few(), few()];
    transport(after, -2.5, undefined);
    for (let i = 0; i < 11; i++) expect(after.position[0][i]).toBe(before.position[0][i] - 2.5 * before.velocity[0][i]);
  });

  test('with delta the speed is v exp(-delta |v|^2), |v| over both axes: the transport of (2.34)', () => {
    const [before, after] = [few(), few()];
    const delta = 0.3;
    transport(after, 1.5, undefined, delta);
    for (let i = 0; i < 11; i++) {
      const [v, w] = before.velocity.map((column) => column[i]);
      const wanted = before.position[0][i] + 1.5 * v * Math.exp(-delta * (v * v + w * w));
      expect(Math.abs(after.position[0][i] - wanted)).toBeLessThan(1e-14);
    }
  });
});

describe('viscosity', () => {
  test('spreads x as well as v: the variances grow by 2 epsilon t times what the blob leaves of the score', async () => {
    // One-sided score of a Gaussian: -y / (T a^2 + sigma^2) on each axis, so y' = epsilon y / (a^2 T + sigma^2). In a step
    // much shorter than T / epsilon the midpoint rule is exact to (epsilon t)^2.
    const [spread, temperature] = [0.8, 1];
    const scenario = dampingScenario({
      domain: { x: { kind: 'free' } },
      initial: { components: [{
        mass: 1, velocity: [0, 0], temperature: [temperature, temperature],
        space: { kind: 'gaussian', mean: [0], width: [Math.sqrt(spread)] },
      }] },
      particles: { position: { count: [21], halfWidth: 5.25 }, velocity: { count: [21, 21], halfWidth: 5.25 }, trim: 0 },
      mollifier: { width: { position: [0.6], velocity: 0.6 } },
      score: 'one-sided',
      sums: { method: 'direct' },
    });
    const { particles, clock, collisions, close } = await engineOf(scenario);
    const [epsilon, length] = [0.01, 0.1];
    const variance = (column: Float64Array): number => particles.weight.reduce((sum, w, i) => sum + w * column[i] ** 2, 0);
    const columns = [particles.position[0], ...particles.velocity];
    const before = columns.map(variance);
    const viscous = { ...scenario, equation: { ...scenario.equation, regularisation: { delta: 0, epsilon } } };
    await viscosity.create({ scenario: viscous, particles, clock, collisions })!.advance({ from: 0, to: length, length });
    await close();
    // The variance-preserving blob leaves T as it is: a^2 T + sigma^2 = T.
    const smoothed = [spread + 0.6 ** 2, temperature, temperature];
    for (const [d, column] of columns.entries()) {
      const growth = variance(column) / before[d] - 1;
      // (epsilon t / T)^2 = 1e-6 of 2e-3, and the lattice's 1e-5.
      expect(Math.abs(growth / (2 * epsilon * length / smoothed[d]) - 1)).toBeLessThan(2e-3);
    }
  });
});
