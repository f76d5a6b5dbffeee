import { describe, expect, it } from 'vitest';
import { schemes } from '../../src/dynamics/catalogue.ts';
import type { Stepper } from '../../src/contracts.ts';
import { kineticEnergy, meanVelocity, restoreEnergy } from '../../src/dynamics/energy.ts';
import { estimatingStepper, fitted, initialSteps, judged, SolverFailure, type StepRule } from '../../src/dynamics/stepping.ts';
import { Refusal } from '../../src/refusal.ts';
import { smallFlow } from './small-flow.ts';

const options = { tolerance: 1e-13, maxIterations: 100, depth: 6 };
const rk4 = schemes.find((kind) => kind.name === 'rk4')!;

/** Distance in the weighted norm over the thermal norm. */
function distance(weight: Float64Array, a: Float64Array, b: Float64Array): number {
  let square = 0, norm = 0;
  a.forEach((value, k) => {
    square += weight[k % weight.length] * (value - b[k]) ** 2;
    norm += weight[k % weight.length] * b[k] ** 2;
  });
  return Math.sqrt(square / norm);
}

/** The flow at time 0.5, by rk4 at a step whose error is below 1e-9. */
async function reference(): Promise<Float64Array> {
  const flow = smallFlow();
  const stepper = rk4.create(flow, options);
  const velocity = flow.initial.slice();
  for (let n = 0; n < 100; n++) await stepper.step(velocity, 0.005);
  return velocity;
}

/** Steps under a rule over `interval`; what is rejected is taken back. */
async function march(stepper: Stepper, velocity: Float64Array, interval: number, rule: StepRule): Promise<{ accepted: number }> {
  let state = initialSteps(rule), remaining = interval, accepted = 0;
  while (remaining > 0) {
    const saved = velocity.slice();
    const memory = stepper.memory?.();
    const step = fitted(state, remaining);
    const verdict = judged(rule, state, step, await stepper.step(velocity, step));
    state = verdict.state;
    if (verdict.accepted) {
      remaining = step === remaining ? 0 : remaining - step;
      accepted++;
    } else {
      velocity.set(saved);
      if (memory) stepper.restore?.(memory);
    }
  }
  return { accepted };
}

describe.each(schemes.map((kind) => [kind.name, kind] as const))('adaptive steps of %s', (_name, kind) => {
  it('keep the error near the tolerance, more accurate when asked, and land on the end', async () => {
    const exact = await reference();
    const errors: number[] = [];
    for (const tolerance of [1e-3, 1e-4]) {
      const flow = smallFlow();
      const rule = { tolerance, max: 0.5, order: kind.order };
      const velocity = flow.initial.slice();
      const result = await march(estimatingStepper(kind, flow, options), velocity, 0.5, rule);
      errors.push(distance(flow.weight, velocity, exact));
      // The flow contracts, so local errors do not grow: their sum bounds the global one, up to the quality of the
      // estimate (a factor of two).
      expect(errors.at(-1)).toBeLessThan(2 * tolerance * result.accepted);
      expect(result.accepted).toBeGreaterThan(1);
    }
    expect(errors[1]).toBeLessThan(errors[0]);
  });

  it('estimate the local error to within a factor of five', async () => {
    const flow = smallFlow();
    const stepper = estimatingStepper(kind, flow, options);
    const fine = rk4.create(flow, options);
    const velocity = flow.initial.slice();
    for (let n = 0; n < 4; n++) {
      const exact = velocity.slice();
      const { error } = await stepper.step(velocity, 0.04);
      for (let k = 0; k < 16; k++) await fine.step(exact, 0.0025);
      const ratio = error! / distance(flow.weight, velocity, exact);
      expect(ratio).toBeGreaterThan(0.2);
      expect(ratio).toBeLessThan(5);
    }
  });
});

describe('step control', () => {
  const rule = { tolerance: 1e-3, max: 0.1, order: 2 };
  const good = { converged: true, production: 0, iterations: 1 };

  it('shortens steps evenly so that they end where they have to', () => {
    const state = { step: 0.03, lastError: 1, ceiling: 1 };
    let time = 0, steps = 0;
    while (time < 0.1) {
      const step = fitted(state, 0.1 - time);
      expect(step).toBeLessThanOrEqual(0.03 * (1 + 1e-9));
      expect(step).toBeGreaterThan(0.02);
      time = step === 0.1 - time ? 0.1 : time + step;
      steps++;
    }
    expect(time).toBe(0.1);
    expect(steps).toBe(4);
  });

  it('grows after small errors, never beyond max, and shrinks after large ones', () => {
    const state = { step: 0.02, lastError: 1, ceiling: 0.1 };
    const small = judged(rule, state, 0.02, { ...good, error: 1e-5 });
    expect(small.accepted).toBe(true);
    expect(small.state.step).toBeGreaterThan(0.04);
    expect(judged(rule, { ...state, step: 0.1 }, 0.1, { ...good, error: 1e-9 }).state.step).toBe(0.1);
    const large = judged(rule, state, 0.02, { ...good, error: 8e-3 });
    expect(large.accepted).toBe(false);
    // error ~ step^3: a third root of 8 with the safety factor 0.9.
    expect(large.state.step).toBeCloseTo(0.9 * 0.01, 12);
  });

  it('is not misled by a step cut short for an output', () => {
    const state = { step: 0.08, lastError: 1, ceiling: 0.1 };
    expect(judged(rule, state, 0.001, { ...good, error: 1e-9 }).state.step).toBe(0.08);
  });

  it('halves after a failed solve and in the end says what to change', () => {
    const failed = { converged: false, production: 0, iterations: 9 };
    let state = initialSteps(rule);
    expect(judged(rule, state, 0.1, failed)).toEqual({ accepted: false, state: { step: 0.05, lastError: 1, ceiling: 0.05 } });
    expect(() => {
      for (;;) state = judged(rule, state, state.step, failed).state;
    }).toThrow(SolverFailure);
    expect(() => judged(rule, { step: 1e-9, lastError: 1, ceiling: 0.1 }, 1e-9, failed)).toThrow(/particles\.trim/);
  });

  it('tries a length at which the solver failed again only after a while', () => {
    let state = judged(rule, initialSteps(rule), 0.1, { converged: false, production: 0, iterations: 9 }).state;
    let steps = 0;
    while (state.step < 0.1) {
      state = judged(rule, state, state.step, { ...good, error: 1e-9 }).state;
      steps++;
    }
    // 1.05^15 > 2.
    expect(steps).toBe(15);
  });
});

describe('restoreEnergy', () => {
  it('puts the kinetic energy back to round-off and leaves the momentum', () => {
    const { space, weight, initial } = smallFlow();
    for (const change of [0, 1e-15, 1e-9, -1e-3, 0.5]) {
      const velocity = initial.map((v, k) => (weight[k % weight.length] > 0 ? v + 0.3 : 0));
      const energy = kineticEnergy(space, velocity) * (1 + change);
      const mean = meanVelocity(space, velocity);
      restoreEnergy(space, velocity, energy);
      expect(Math.abs(kineticEnergy(space, velocity) / energy - 1)).toBeLessThanOrEqual(3e-16);
      meanVelocity(space, velocity).forEach((u, axis) => expect(Math.abs(u - mean[axis])).toBeLessThan(3e-16));
    }
  });

  it('refuses an energy below that of the mean motion', () => {
    const { space, weight, initial } = smallFlow();
    const velocity = initial.map((v, k) => (weight[k % weight.length] > 0 ? v + 2 : 0));
    expect(() => restoreEnergy(space, velocity, 1)).toThrow(Refusal);
  });
});
