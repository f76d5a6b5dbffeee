import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/contracts.ts';
import { bkw } from '../../src/reference/bkw.ts';
import { modesReference } from '../../src/reference/modes.ts';
import { component, cosine, periodicScenario } from './scenarios.ts';

describe('the modes reference', () => {
  const scenario = periodicScenario({ components: [component({ space: cosine([0.4], [1]) })] });
  const run = modesReference(scenario, [0, 0.5, 1, 1.5, 2]);
  const column = (name: string): number[] => run.map(({ diagnostics }) => diagnostics[name]);

  it('reproduces the published values of the damping case (an independent implementation; half a last digit)', () => {
    const mode = run.map(({ densityModes }) => densityModes[1].relative!.re);
    [1, 0.91219, 0.75398, 0.60319, 0.47855].forEach((value, i) => expect(Math.abs(mode[i] - value)).toBeLessThan(5.1e-6));
    const expected = {
      fisher_x: [0.08348, 0.07653, 0.05665, 0.03735, 0.02363],
      fisher_v: [2, 2.00776, 2.01128, 2.0093, 2.00633],
      fisher_mixed: [2, 2.00262, 2.01831, 2.0393, 2.05402],
    };
    for (const [name, values] of Object.entries(expected)) {
      values.forEach((value, i) => expect(Math.abs(column(name)[i] - value)).toBeLessThan(5.1e-6));
    }
    expect(Math.max(...column('fisher_mixed_relaxed'))).toBeCloseTo(2.00061, 5);
  });

  it('is its own witness: the entropy grows at the rate D, by the five-point difference', () => {
    const h = 0.01;
    const near = modesReference(scenario, [1 - 2 * h, 1 - h, 1, 1 + h, 1 + 2 * h]).map(({ diagnostics }) => diagnostics);
    const slope = (near[0].entropy - 8 * near[1].entropy + 8 * near[3].entropy - near[4].entropy) / (12 * h);
    // h^4/30 times a fifth derivative of order 1: 3e-10; the 1e-11 rounding of the entropies over h: 1e-9.
    expect(Math.abs(slope - near[2].entropy_production)).toBeLessThan(1e-8);
  });

  it('streams freely without collisions: a Maxwellian mode is damped by exp(-K^2 T t^2 / 2) and carried by its mean velocity', () => {
    const free = periodicScenario({
      strength: 0,
      components: [component({ velocity: [0.7, 0], temperature: [0.8, 1.1], space: cosine([0.5], [2]) })],
      length: [5],
    });
    const [{ densityModes, diagnostics }] = modesReference(free, [1.1]);
    const k = (2 * Math.PI * 2) / 5;
    const amplitude = Math.exp((-k * k * 0.8 * 1.1 ** 2) / 2);
    expect(densityModes[1].relative!.re).toBeCloseTo(amplitude * Math.cos(k * 0.7 * 1.1), 9);
    expect(densityModes[1].relative!.im).toBeCloseTo(-amplitude * Math.sin(k * 0.7 * 1.1), 9);
    expect(diagnostics.temperature_xx).toBeCloseTo(0.8, 12);
  });

  it('does not depend on the frame: with a common mean velocity only phases change', () => {
    const parts = (shift: number) => [
      component({ mass: 0.6, velocity: [0.5 + shift, -0.3], temperature: [1.3, 0.8], space: cosine([0.4], [1]) }),
      component({ mass: 0.4, velocity: [-0.5 + shift, 0.2], temperature: [0.9, 1.2], space: cosine([0.7], [2]) }),
    ];
    const [still] = modesReference(periodicScenario({ components: parts(0) }), [0.8]);
    const [moving] = modesReference(periodicScenario({ components: parts(1.5) }), [0.8]);
    for (const name of ['fisher_x', 'fisher_v', 'fisher_mixed', 'entropy', 'temperature_xy']) {
      expect(Math.abs(still.diagnostics[name] - moving.diagnostics[name])).toBeLessThan(1e-8);
    }
    still.densityModes.forEach(({ value }, k) => {
      const other = moving.densityModes[k].value;
      expect(Math.hypot(value.re, value.im)).toBeCloseTo(Math.hypot(other.re, other.im), 9);
    });
  });

  it('knows homogeneous relaxation: an anisotropic Gaussian isotropises at rate 4 d s M, in 3V', () => {
    const homogeneous: Scenario = periodicScenario({
      dimensions: { x: 0, v: 3 },
      strength: 0.25,
      components: [component({ mass: 2, velocity: [0, 0, 0], temperature: [1, 1.2, 0.8] })],
    });
    const [output] = modesReference(homogeneous, [0.1], { functionals: false });
    expect(output.diagnostics.temperature_yy).toBeCloseTo(1 + 0.2 * Math.exp(-4 * 3 * 0.25 * 2 * 0.1), 12);
    expect(output.diagnostics.mass).toBe(2);
  });

  it('has the entropy of a Maxwellian in the box when nothing happens', () => {
    const [output] = modesReference(periodicScenario({ components: [component({})], length: [3] }), [1]);
    const expected = bkw({ dimensions: 2, strength: 1, volume: 3 }).entropy(40);
    expect(output.diagnostics.entropy).toBeCloseTo(expected, 9);
    expect(Math.abs(output.diagnostics.entropy_production)).toBeLessThan(1e-11);
  });

  it('treats position axes alike: a mode along y with v_y is the mode along x', () => {
    const along = (amplitude: number[]) =>
      modesReference(
        periodicScenario({ dimensions: { x: 2, v: 2 }, length: [6, 6], components: [component({ space: cosine(amplitude, [1, 1]) })] }),
        [0.6],
        { functionals: false },
      )[0].densityModes[1].value.re;
    expect(along([0.3, 0])).toBeCloseTo(along([0, 0.3]), 12);
  });

  it.each([
    ['gamma', { gamma: -2 }],
    ['kappa', { kappa: { kind: 'gaussian', width: 1 } }],
    ['periodic', { free: true }],
    ['Gaussian', { components: [component({ space: { kind: 'gaussian', mean: [1], width: [0.3] } })] }],
  ] as const)('refuses what it cannot answer and says why: %s', (word, change) => {
    const outside = periodicScenario({ components: [component({ space: cosine([0.4], [1]) })], ...change });
    expect(() => modesReference(outside, [1])).toThrow(word);
  });
});
