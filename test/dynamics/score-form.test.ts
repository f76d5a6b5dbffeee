import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/contracts.ts';
import { velocityVector } from '../../src/dynamics/flow.ts';
import { transport } from '../../src/dynamics/transport.ts';
import { axes } from '../../src/state/arena.ts';
import { bkwScenario, blobOf, dampingScenario, engineOf, type Overrides } from '../small-scenario.ts';

const three = { x: 3, v: 3 };
const switches = [true, false].flatMap((variancePreserving) => [true, false].map((comoving) => ({ variancePreserving, comoving })));

const oneTwo = (blob: Overrides): Scenario =>
  dampingScenario({
    particles: { sampling: 'random', count: 60, position: undefined, velocity: undefined, trim: undefined },
    mollifier: { ...blob, width: { position: [1], velocity: 0.6 } },
  });

const threeThree = (blob: Overrides): Scenario =>
  dampingScenario({
    equation: { dimensions: three },
    // Boxes of 6 to 14 widths: short axes, where the neighbouring images count, and long ones.
    domain: { x: { length: [6, 7, 15] } },
    initial: {
      components: [
        {
          mass: 2, velocity: [0.3, 0, -0.2], temperature: [1, 0.7, 1.4],
          space: { kind: 'cosine', amplitude: [0.4, 0.2, 0], mode: [1, 2, 0] },
        },
      ],
    },
    particles: { sampling: 'random', count: 50, position: undefined, velocity: undefined, trim: undefined },
    mollifier: { ...blob, width: { position: [0.9, 1, 1.1], velocity: 0.65 } },
  });

/**
 * Largest difference between -w g and the derivative of S_eps, over the largest component, by the fourth-order central
 * difference in every velocity (and position) of some particles. Step 1e-3: truncation ~ h^4 and rounding ~ 1e-15 / h
 * both stay near 1e-11, well below the 1e-7 that is asked.
 */
async function gradientError(scenario: Scenario, labelTime: number): Promise<number> {
  const engine = await engineOf(scenario, { backend: 'loops' });
  const { particles } = engine;
  const { flow } = blobOf(engine);
  flow.labelTime = scenario.mollifier.comoving ? labelTime : 0;
  const velocity = velocityVector(particles);
  const score = flow.vector();
  const spatial = particles.position.map(() => new Float64Array(particles.capacity));
  await flow.score(velocity, score, { spatial });
  const g = axes(score.slice(), particles.velocity.length);
  const h = 1e-3;
  const slope = async (column: Float64Array, i: number): Promise<number> => {
    const kept = column[i];
    const at = async (shift: number): Promise<number> => {
      column[i] = kept + shift;
      return flow.entropy(velocity);
    };
    const value = (8 * ((await at(h)) - (await at(-h))) - ((await at(2 * h)) - (await at(-2 * h)))) / (12 * h);
    column[i] = kept;
    return value;
  };
  let worst = 0;
  let largest = 0;
  for (const i of [0, 7, 19, 33]) {
    for (const [columns, scores] of [[particles.velocity, g], [particles.position, spatial]] as const) {
      for (let d = 0; d < columns.length; d++) {
        const expected = -particles.weight[i] * scores[d][i];
        worst = Math.max(worst, Math.abs((await slope(columns[d], i)) - expected));
        largest = Math.max(largest, Math.abs(expected));
      }
    }
  }
  return worst / largest;
}

describe('the particle-sum score is the exact gradient of S_eps (GENERIC needs nothing less)', () => {
  test.each(switches)('1X-2V, %o', async (blob) => {
    expect(await gradientError(oneTwo(blob), 0.7)).toBeLessThan(1e-7);
  });
  test.each(switches)('3X-3V, %o', async (blob) => {
    expect(await gradientError(threeThree(blob), 0.4)).toBeLessThan(1e-7);
  });
});

test('the quadrature score is the gradient of -h^d sum (rho log rho - rho), as published', async () => {
  const scenario = bkwScenario({ score: 'quadrature', particles: { velocity: { count: [14, 14] } }, initial: { normalise: false } });
  const engine = await engineOf(scenario, { backend: 'loops' });
  const { particles } = engine;
  const { flow } = blobOf(engine);
  const velocity = velocityVector(particles);
  const score = flow.vector();
  await flow.score(velocity, score);
  const g = score.slice();
  // h^d sum rho is the mass less what sticks out of the lattice; its gradient is found by the same differences.
  const spacing = 8 / 14;
  const sigma = 0.8 * spacing;
  const nodes = Array.from({ length: 14 }, (_, k) => -4 + (k + 0.5) * spacing);
  const smoothedMass = (i: number): number => {
    const sum = (v: number): number =>
      nodes.reduce((total, y) => total + (spacing * Math.exp(-((y - v) ** 2) / (2 * sigma ** 2))) / Math.sqrt(2 * Math.PI * sigma ** 2), 0);
    return particles.weight[i] * sum(particles.velocity[0][i]) * sum(particles.velocity[1][i]);
  };
  const h = 1e-3;
  for (const i of [60, 75, 90]) {
    const kept = velocity[i];
    const at = async (shift: number): Promise<number> => {
      velocity[i] = kept + shift;
      return (await flow.entropy(velocity)) + smoothedMass(i);
    };
    const slope = (8 * ((await at(h)) - (await at(-h))) - ((await at(2 * h)) - (await at(-2 * h)))) / (12 * h);
    velocity[i] = kept;
    // Relative to a score of order one; rounding of S_eps over h is the limit.
    expect(Math.abs(slope / particles.weight[i] + g[i])).toBeLessThan(1e-7);
  }
});

describe('what the switches are for', () => {
  const spread = 'a particle is spread about u + a (v - u), where a^2 T + sigma^2 = T';
  test.each([true, false])(`variance-preserving (%s): ${spread}`, async (preserving) => {
    const width = { rule: undefined, factor: undefined, exponent: undefined, position: [], velocity: 0.6 };
    const scenario = bkwScenario({
      particles: { sampling: 'random', count: 50, velocity: undefined, trim: undefined },
      mollifier: { width, variancePreserving: preserving },
    });
    const engine = await engineOf(scenario, { backend: 'loops' });
    const { particles } = engine;
    const { flow } = blobOf(engine);
    const { velocity, weight, count } = particles;
    const density = new Float64Array(particles.capacity);
    await flow.score(velocityVector(particles), flow.vector(), { density });
    const mass = weight.reduce((sum, w) => sum + w, 0);
    const mean = velocity.map((v) => v.reduce((sum, value, i) => sum + weight[i] * value, 0) / mass);
    const variance = (v: Float64Array, d: number): number =>
      v.reduce((sum, value, i) => sum + weight[i] * (value - mean[d]) ** 2, 0) / mass;
    const temperature = velocity.reduce((sum, v, d) => sum + variance(v, d), 0) / 2;
    const a = preserving ? Math.sqrt(1 - 0.6 ** 2 / temperature) : 1;
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let j = 0; j < count; j++) {
        const square = velocity.reduce((part, v, d) => part + (v[i] - mean[d] - a * (v[j] - mean[d])) ** 2, 0);
        sum += (weight[j] * Math.exp(-square / (2 * 0.6 ** 2))) / (2 * Math.PI * 0.6 ** 2);
      }
      // Rounding of some exponentials of arguments up to 30.
      expect(Math.abs(density[i] / sum - 1)).toBeLessThan(1e-12);
    }
    await engine.close();
  });

  test('co-moving: free transport leaves S_eps unchanged to rounding, the discrete L dS = 0', async () => {
    const scenario = dampingScenario();
    const engine = await engineOf(scenario);
    const { particles } = engine;
    const { flow } = blobOf(engine);
    const velocity = velocityVector(particles);
    const before = await flow.entropy(velocity);
    transport(particles, 0.37, [2 * Math.PI]);
    flow.labelTime = 0.37;
    expect(Math.abs((await flow.entropy(velocity)) - before)).toBeLessThan(1e-14);
  });
});
