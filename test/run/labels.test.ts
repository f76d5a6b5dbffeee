import { describe, expect, test } from 'vitest';
import type { Comoving } from '../../src/contracts.ts';
import { velocityVector } from '../../src/dynamics/flow.ts';
import { modesReference } from '../../src/reference/modes.ts';
import { blobOf, dampingScenario, runTo, simulationOf } from '../small-scenario.ts';

const quiet = { diagnostics: { every: 0.1 }, snapshots: { every: 10 }, checkpoint: { every: 10 } };

async function rows(comoving: Comoving, end: number): Promise<Record<string, number>[]> {
  const simulation = await simulationOf(dampingScenario({
    particles: { position: { count: [10] }, trim: 1e-4 },
    mollifier: { width: { position: [0.63], velocity: 0.8 }, comoving },
    time: { scheme: 'discrete-gradient', step: 0.1, end },
    output: quiet,
  }));
  const found = [(await simulation.observe()).values];
  for (let k = 1; k <= Math.round(end / 0.1); k++) {
    await runTo(simulation, k * 0.1);
    found.push((await simulation.observe()).values);
  }
  return found;
}

describe('the co-moving label', () => {
  test('true: tau = t; nothing is left over in the entropy balance', async () => {
    const found = await rows(true, 0.4);
    for (const row of found) {
      expect(row.label_time).toBeCloseTo(row.time, 14);
      expect(row.label_jump).toBe(0);
      expect(Math.abs(row.generic_residual)).toBeLessThan(1e-11);
    }
  });

  test('reset: tau starts anew, each jump of S_eps is booked, and with it the balance still closes', async () => {
    const found = await rows({ reset: 0.2 }, 0.4);
    expect(found.map(({ label_time: tau }) => Number(tau.toFixed(12)))).toEqual([0, 0.1, 0, 0.1, 0]);
    const jumps = found.map(({ label_jump: jump }) => jump);
    expect(jumps.slice(0, 2)).toEqual([0, 0]);
    expect(jumps[2]).not.toBe(0);
    expect(jumps[3]).toBe(jumps[2]);
    expect(jumps[4]).not.toBe(jumps[3]);
    for (const row of found) expect(Math.abs(row.generic_residual)).toBeLessThan(1e-11);
  });

  test('relax: tau saturates, and what transport does to S_eps shows in the balance', async () => {
    // In dt transport moves x by v dt and the label by tau'(t) v dt, tau' = exp(-rate t): S_eps sees the difference, which is
    // the label's own derivative: dS/dt = -(1 - tau') dS/dtau at fixed particles.
    const [rate, step, end] = [3, 0.025, 0.4];
    const simulation = await simulationOf(dampingScenario({
      particles: { position: { count: [10] }, trim: 1e-4 },
      mollifier: { width: { position: [0.63], velocity: 0.8 }, comoving: { relax: rate } },
      time: { scheme: 'discrete-gradient', step, end },
      output: quiet,
    }));
    const collisions = blobOf(simulation.engine);
    const { flow } = collisions;
    const slope = async (time: number): Promise<number> => {
      await collisions.observe();
      const tau = flow.labelTime;
      expect(tau).toBeCloseTo((1 - Math.exp(-rate * time)) / rate, 13);
      const at = async (label: number): Promise<number> => {
        flow.labelTime = label;
        return flow.entropy(velocityVector(simulation.particles));
      };
      const derivative = ((await at(tau + 1e-4)) - (await at(tau - 1e-4))) / 2e-4;
      return -(1 - Math.exp(-rate * time)) * derivative;
    };
    let [expected, last] = [0, await slope(0)];
    for (let k = 1; k <= Math.round(end / step); k++) {
      await runTo(simulation, k * step);
      const next = await slope(k * step);
      expected += (step * (last + next)) / 2;
      last = next;
    }
    const { generic_residual: residual } = (await simulation.observe()).values;
    expect(Math.abs(residual)).toBeGreaterThan(1e-5);
    // The trapezoidal rule and the splitting: (step rate)^2 / 12 and a few of that.
    expect(Math.abs(residual / expected - 1)).toBeLessThan(0.02);
  });

  test('at t = 0.5 the label takes nine tenths of the smoothing error away from the damped density mode', async () => {
    // What is left in the continuum: (1 - P)^2 with P the blob's smoothing in its own coordinates. In x, P sees the
    // phase mixing as finer and finer structure in v; the label does not.
    const errors = [];
    for (const comoving of [true, false]) {
      const scenario = dampingScenario({
        particles: { position: { count: [12] }, velocity: { count: [16, 16], halfWidth: 4.5 }, trim: 1e-4 },
        mollifier: { width: { position: [0.5236], velocity: 0.50625 }, comoving },
        time: { scheme: 'rkc', step: 0.1, end: 0.5 },
        output: { ...quiet, diagnostics: { every: 0.5 } },
      });
      const simulation = await simulationOf(scenario);
      const { density_mode_x: start } = (await simulation.observe()).values;
      await runTo(simulation, 0.5);
      const { density_mode_x: end } = (await simulation.observe()).values;
      const [exact] = modesReference(scenario, [0.5], { functionals: false });
      const mode = exact.densityModes.find(({ mode: [k] }) => k === 1)!.relative!;
      errors.push(Math.abs(end / start - Math.hypot(mode.re, mode.im)));
    }
    expect(errors[1]).toBeGreaterThan(1e-3);
    expect(errors[0]).toBeLessThan(0.1 * errors[1] + 1e-4);
  });
});
