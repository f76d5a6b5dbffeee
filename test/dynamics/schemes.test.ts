import { describe, expect, it } from 'vitest';
import { schemes } from '../../src/dynamics/catalogue.ts';
import type { CollisionFlow, SchemeKind } from '../../src/contracts.ts';
import { kineticEnergy, meanVelocity } from '../../src/dynamics/energy.ts';
import { smallFlow } from './small-flow.ts';

const options = { tolerance: 1e-14, maxIterations: 100, depth: 6 };

async function integrate(kind: SchemeKind, end: number, steps: number): Promise<Float64Array> {
  const flow = smallFlow();
  const stepper = kind.create(flow, options);
  const velocity = flow.initial.slice();
  for (let n = 0; n < steps; n++) expect((await stepper.step(velocity, end / steps)).converged).toBe(true);
  return velocity;
}

const distance = (a: Float64Array, b: Float64Array): number => Math.hypot(...a.map((value, k) => value - b[k]));
const rk4 = schemes.find((kind) => kind.name === 'rk4')!;

/** A flow whose score is NaN from its fourteenth evaluation on. */
function breakingFlow(): { flow: CollisionFlow; initial: Float64Array } {
  const healthy = smallFlow();
  let calls = 0;
  const flow: CollisionFlow = {
    ...healthy,
    score: async (velocity, score) => {
      const entropy = await healthy.score(velocity, score);
      if (++calls > 13) score.fill(NaN);
      return entropy;
    },
  };
  return { flow, initial: healthy.initial };
}

describe.each(schemes.map((kind) => [kind.name, kind] as const))('%s', (_name, kind) => {
  it('has the order it states', async () => {
    // The reference is rk4 at a step whose own error is below 1e-9; the observed order of two halvings is exact up to
    // the next term of the expansion, a few per cent here.
    const exact = await integrate(rk4, 0.2, 64);
    const errors = [];
    for (const steps of kind.order > 2 ? [4, 8] : [8, 16]) errors.push(distance(await integrate(kind, 0.2, steps), exact));
    expect(Math.log2(errors[0] / errors[1])).toBeGreaterThan(kind.order - 0.15);
    expect(Math.log2(errors[0] / errors[1])).toBeLessThan(kind.order + 0.35);
  });

  it('keeps momentum to round-off and reports the entropy it makes', async () => {
    const flow = smallFlow();
    const stepper = kind.create(flow, options);
    const velocity = flow.initial.slice();
    const before = meanVelocity(flow.space, velocity);
    const entropy = await flow.entropy(velocity);
    let production = 0;
    for (let n = 0; n < 20; n++) production += (await stepper.step(velocity, 0.005)).production;
    meanVelocity(flow.space, velocity).forEach((u, axis) => expect(Math.abs(u - before[axis])).toBeLessThan(1e-15));
    const rise = (await flow.entropy(velocity)) - entropy;
    expect(rise).toBeGreaterThan(0.01);
    // The quadrature of D is as good as the scheme: 1 % for Euler at this step, better for all others.
    expect(Math.abs(production / rise - 1)).toBeLessThan(kind.order > 1 ? 1e-4 : 0.02);
  });

  it('leaves the velocity as it was when the flow breaks', async () => {
    const { flow, initial } = breakingFlow();
    const velocity = initial.slice();
    const stepper = kind.create(flow, options);
    const before = velocity.slice();
    let steps = 0;
    while ((await stepper.step(velocity, 0.01)).converged) {
      before.set(velocity);
      steps++;
    }
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThan(14);
    expect(velocity).toEqual(before);
  });

  it('goes on bit for bit from its memory', async () => {
    const flow = smallFlow();
    const stepper = kind.create(flow, { ...options, estimateError: true });
    const velocity = flow.initial.slice();
    for (let n = 0; n < 5; n++) await stepper.step(velocity, 0.01 + 0.001 * n);
    const memory = stepper.memory?.();
    const again = velocity.slice();
    const resumed = kind.create(smallFlow(), { ...options, estimateError: true });
    if (memory) resumed.restore!(memory);
    for (let n = 0; n < 5; n++) {
      const report = await stepper.step(velocity, 0.02);
      expect(await resumed.step(again, 0.02)).toEqual(report);
    }
    expect(again).toEqual(velocity);
  });
});

describe('structure kept by the implicit schemes', () => {
  it.each(['implicit-midpoint', 'discrete-gradient'])('%s keeps the energy to round-off over 200 steps', async (name) => {
    const kind = schemes.find((member) => member.name === name)!;
    // A loose tolerance on purpose: the energy must not depend on it.
    for (const tolerance of [1e-14, 1e-8]) {
      const flow = smallFlow();
      const stepper = kind.create(flow, { ...options, tolerance });
      const velocity = flow.initial.slice();
      const energy = kineticEnergy(flow.space, velocity);
      for (let n = 0; n < 200; n++) {
        await stepper.step(velocity, 0.01);
        expect(Math.abs(kineticEnergy(flow.space, velocity) / energy - 1)).toBeLessThanOrEqual(2e-15);
      }
    }
  });

  it('discrete-gradient raises the entropy in every step by exactly its production', async () => {
    const kind = schemes.find((member) => member.name === 'discrete-gradient')!;
    for (const step of [0.005, 0.05, 0.2]) {
      const flow = smallFlow();
      const stepper = kind.create(flow, options);
      const velocity = flow.initial.slice();
      let entropy = await flow.entropy(velocity);
      for (let n = 0; n < 40; n++) {
        const { converged, production } = await stepper.step(velocity, step);
        const next = await flow.entropy(velocity);
        expect(converged).toBe(true);
        expect(production).toBeGreaterThan(0);
        expect(next).toBeGreaterThan(entropy);
        // Rounding of the two entropies (|S| = 3) and the solver's 1e-14.
        expect(Math.abs(next - entropy - production)).toBeLessThan(1e-13);
        entropy = next;
      }
    }
  });
});
