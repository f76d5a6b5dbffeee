import { describe, expect, it } from 'vitest';
import type { InitialData, ProfileComponent, Scenario } from '../../src/contracts.ts';
import { fieldNumbers } from '../../src/math/fields.ts';
import { fieldVocabulary, parseField } from '../../src/physics/fields.ts';
import { readFormulaAt } from '../../src/physics/formula.ts';
import { readExpression } from '../../src/reference/expression.ts';
import { linearResponse } from '../../src/reference/linear.ts';
import { Refusal } from '../../src/refusal.ts';
import { solveGrid } from './measure.ts';
import { component, cosine, periodicScenario, type ScenarioChange } from './scenarios.ts';

const profiles = (parts: Partial<ProfileComponent>, parameters: Record<string, number> = {}): InitialData => ({
  kind: 'profiles', normalise: 'mass', parameters, box: {},
  components: [{ density: '1/(2*pi)', velocity: [0, 0], temperature: [1, 1], ...parts }],
});
const scenarioOf = (
  parts: Partial<ProfileComponent>, parameters: Record<string, number> = {}, change: ScenarioChange = {},
): Scenario =>
  periodicScenario({ kappa: { kind: 'gaussian', width: 0.8 }, ...change, initial: profiles(parts, parameters) });

describe("the reference's reader of formulas", () => {
  it.each([
    '1 - 2 - 3*x^2', '-x^2', '2^-x^2', '2^3^2 + 0*x', '(x + 1)*(v_y - 2)/-3', '--x', 'max(x, v_y, 0.3) - min(x, v_y)',
    'pow(abs(x) + 1, -1.5)', 'exp(-(x - 0.2)^2/2)*cos(3*v_y + pi/4)', 'tanh(x)/step(x + 5)', 'sqrt(abs(v_y)) + log(2 + e^x)',
    '1.5e-2*x + .25 + 3.*v_y', 'a*x**2 + sin(a)',
  ])('reads %s as the engine does', (text) => {
    const vocabulary = fieldVocabulary({ x: 1, v: 2 }, { a: 0.7 });
    const own = readExpression(text, ['x', 'v_x', 'v_y'], { a: 0.7 });
    for (const point of [[0.3, 1, -0.8], [-1.7, 0, 2.5], [2, 0.5, 0.1]]) {
      const variable = (name: string): number => point[vocabulary.variables.indexOf(name)];
      const theirs = readFormulaAt(parseField(text, vocabulary), fieldNumbers, { variable });
      // Whole powers are products there: a few roundings.
      expect(Math.abs(own(point) - theirs)).toBeLessThan(1e-14 * Math.max(1, Math.abs(theirs)));
    }
  });

  it.each(['1 +', 'foo(x)', '(x', 'x y', 'min(x'])('refuses %s', (text) => {
    expect(() => readExpression(text, ['x', 'y'], {})).toThrow(Refusal);
  });
});

describe('the linear response of profiles', () => {
  const times = [0, 0.4, 1];

  it('of a density wave is that of the same wave as a Maxwellian with a cosine', () => {
    const components = [component({ space: cosine([0.01], [1]) })];
    const cosines = periodicScenario({ kappa: { kind: 'gaussian', width: 0.8 }, components });
    const [one, other] = [cosines, scenarioOf({ density: '(1 + 0.01*cos(x))/(2*pi)' })].map((scenario) => linearResponse(scenario, times));
    expect(other.amplitude / one.amplitude).toBeCloseTo(1, 10);
    one.states.forEach(({ modes }, n) => modes.forEach(({ moments, mode }, m) => {
      expect(other.states[n].modes[m].mode).toBe(mode);
      // Both are sums of the same Gauss rules; over 96 slices here.
      for (const [name, { re, im }] of Object.entries(moments)) {
        const found = other.states[n].modes[m].moments[name as 'density'];
        expect(Math.hypot(found.re - re, found.im - im), name).toBeLessThan(1e-14);
      }
    }));
  });

  it('turns with its phase: a wave that starts elsewhere has the same modes times exp(-i phase)', () => {
    const wave = (phase: string): Scenario => {
      const crest = `a*cos(x - ${phase})`;
      return scenarioOf({ density: `(1 + ${crest})/(2*pi)`, velocity: [crest, 0], temperature: [`1 + ${crest}`, 1] }, { a: 0.01 });
    };
    const [here, there] = [wave('0'), wave('0.7')].map((scenario) => linearResponse(scenario, times));
    const [c, s] = [Math.cos(0.7), -Math.sin(0.7)];
    here.states.forEach(({ modes }, n) => modes.filter(({ mode }) => mode === 1).forEach(({ moments }) => {
      const other = there.states[n].modes.find(({ mode }) => mode === 1)!.moments;
      for (const name of ['density', 'momentum', 'heatFlux'] as const) {
        const { re, im } = moments[name];
        expect(other[name].re).toBeCloseTo(re * c - im * s, 13);
        expect(other[name].im).toBeCloseTo(re * s + im * c, 13);
      }
    }));
  });

  it('of a sound wave is what the grid solver gives, to second order in its amplitude', async () => {
    const [density, speed, temperature] = ['(1 + a*cos(x))/(2*pi)', 'a*sqrt(2)*cos(x)', '1 + a*cos(x)'];
    const scenario = scenarioOf(
      { density, velocity: [speed, 0], temperature: [temperature, temperature] }, { a: 0.001 }, { strength: 4, end: 0.5, every: 0.25 },
    );
    const { rows } = await solveGrid(scenario, { positionPoints: 8, velocityPoints: 32, step: 0.025 });
    const { states } = linearResponse(scenario, [0, 0.25, 0.5]);
    // Relative to the wave, 5e-4: the amplitude is 1e-3, and so is the share of the second order; the real part alone is measured.
    states.forEach(({ modes }, n) => {
      const { re } = modes.find(({ mode }) => mode === 1)!.moments.density;
      expect(Math.abs(rows[n].mode - re) / 5e-4).toBeLessThan(2e-4);
    });
  });

  it('is refused for a shear flow and for other temperatures across x', () => {
    expect(() => linearResponse(scenarioOf({ velocity: [0, '0.01*cos(x)'] }), times)).toThrow('here a shear flow');
    const three = { dimensions: { x: 1, v: 3 } };
    expect(() => linearResponse(scenarioOf({ velocity: [0, 0, 0], temperature: [1, 1, '1 + 0.1*cos(x)'] }, {}, three), times))
      .toThrow('equal temperatures across x');
  });
});
