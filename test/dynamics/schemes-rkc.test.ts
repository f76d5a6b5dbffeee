import { describe, expect, it } from 'vitest';
import { chebyshevStages } from '../../src/dynamics/chebyshev.ts';
import { kineticEnergy } from '../../src/dynamics/energy.ts';
import midpoint from '../../src/dynamics/schemes/midpoint.ts';
import rkc from '../../src/dynamics/schemes/rkc.ts';
import { SpectralRadius } from '../../src/dynamics/spectral-radius.ts';
import { smallFlow } from './small-flow.ts';

const options = { tolerance: 1e-12, maxIterations: 200, depth: 6 };

/** The stability polynomial R(z): one step of the recursion on y' = z y, y(0) = 1. */
function stability(count: number, z: number): number {
  let last = 1, beforeLast = 1;
  for (const { mu, nu, muTilde, gammaTilde } of chebyshevStages(count)) {
    const next = (1 - mu - nu) + mu * last + nu * beforeLast + z * (muTilde * last + gammaTilde);
    [beforeLast, last] = [last, next];
  }
  return last;
}

describe('Runge-Kutta-Chebyshev', () => {
  it('has a stability polynomial of second order, bounded by one as far as -(s^2 - 1)/1.54', () => {
    for (const count of [2, 3, 5, 10, 50]) {
      // R(z) = 1 + z + z^2/2 + O(z^3): the cubic coefficient is below 1/6.
      expect(Math.abs(stability(count, -1e-3) - (1 - 1e-3 + 5e-7))).toBeLessThan(2e-10);
      for (let k = 0; k <= 400; k++) {
        expect(Math.abs(stability(count, (-(count ** 2 - 1) * k) / (1.54 * 400)))).toBeLessThanOrEqual(1 + 1e-12);
      }
    }
  });

  it('estimates the spectral radius of the collision flow', async () => {
    // Linear forces of rates 1 .. 40 in place of the collisions: the power method has to find 40, times its safety 1.2.
    const flow = smallFlow();
    const rates = Float64Array.from({ length: 2 * flow.stride }, (_, k) => 1 + (39 * k) / (2 * flow.stride - 1));
    const linear = {
      ...flow,
      collide: async (v: Float64Array, _: Float64Array, rate: Float64Array) => rate.forEach((_r, k) => (rate[k] = -rates[k] * v[k])),
    };
    const velocity = flow.initial.map((v) => v + 0.01);
    const rate = velocity.map((v, k) => -rates[k] * v);
    const { radius, evaluations } = await new SpectralRadius(linear).estimate(velocity, rate);
    expect(radius).toBeGreaterThan(40);
    expect(radius).toBeLessThan(1.2 * 40 + 1e-3);
    expect(evaluations).toBeLessThan(60);
  });

  it('is stable at steps where the midpoint rule blows up', async () => {
    // A narrow blob and a strong collision operator. One step decides: the explicit tail overshoots and multiplies the
    // energy, rkc takes more stages instead.
    const flow = smallFlow({ width: 0.6, trim: 1e-6, strength: 4 });
    const energies = [];
    for (const kind of [midpoint, rkc]) {
      const velocity = flow.initial.slice();
      const stepper = kind.create(flow, options);
      for (let n = 0; n < 10; n++) await stepper.step(velocity, 0.1);
      energies.push(kineticEnergy(flow.space, velocity) / kineticEnergy(flow.space, flow.initial));
    }
    expect(energies[0]).toBeGreaterThan(3);
    expect(Math.abs(energies[1] - 1)).toBeLessThan(0.1);
  });

  it('estimates its local error to within a factor of three', async () => {
    const flow = smallFlow();
    const [coarse, fine] = [flow.initial.slice(), flow.initial.slice()];
    const stepper = rkc.create(flow, { ...options, estimateError: true });
    const { error } = await stepper.step(coarse, 0.05);
    for (let n = 0; n < 16; n++) await stepper.step(fine, 0.05 / 16);
    let square = 0, norm = 0;
    for (let k = 0; k < fine.length; k++) {
      square += flow.weight[k % flow.stride] * (coarse[k] - fine[k]) ** 2;
      norm += flow.weight[k % flow.stride] * fine[k] ** 2;
    }
    const actual = Math.sqrt(square / norm);
    expect(error! / actual).toBeGreaterThan(1 / 3);
    expect(error! / actual).toBeLessThan(3);
  });
});
