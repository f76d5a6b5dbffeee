import { describe, expect, it } from 'vitest';
import { initialSlope } from '../../src/reference/initial-slope.ts';
import { linearResponse, type LinearMode } from '../../src/reference/linear.ts';
import { burnettBasis, burnettValues, streaming } from '../../src/reference/linear/burnett.ts';
import { collisionBlocks } from '../../src/reference/linear/collision-blocks.ts';
import { gammaFunction, gaussHermite, gaussLaguerre } from '../../src/reference/linear/gauss.ts';
import { modesReference } from '../../src/reference/modes.ts';
import { Refusal } from '../../src/refusal.ts';
import { linearTable, smallWave } from './linear-table.ts';
import { solveGrid } from './measure.ts';
import { component, cosine, periodicScenario } from './scenarios.ts';

describe('Gauss rules', () => {
  it('have the moments of their densities to rounding', () => {
    const hermite = gaussHermite(12);
    const laguerre = gaussLaguerre(12, -0.5);
    const moment = ({ nodes, weights }: typeof hermite, n: number): number => nodes.reduce((sum, x, i) => sum + weights[i] * x ** n, 0);
    // 23!! for the twenty-second moment of a normal variable is 1 * 3 * ... * 21.
    expect(moment(hermite, 22) / [3, 5, 7, 9, 11, 13, 15, 17, 19, 21].reduce((a, b) => a * b, 1)).toBeCloseTo(1, 12);
    expect(moment(laguerre, 23) / (gammaFunction(23.5) / gammaFunction(0.5))).toBeCloseTo(1, 12);
    expect(gammaFunction(0.5)).toBeCloseTo(Math.sqrt(Math.PI), 14);
    expect(gammaFunction(7) / 720).toBeCloseTo(1, 13);
  });
});

describe('Burnett functions', () => {
  it.each([2, 3] as const)('are orthonormal in %i V, and v_1 moves between them as `streaming` says', (d) => {
    const basis = burnettBasis(d, 7);
    const [along, across] = [gaussHermite(10), gaussLaguerre(6, (d - 3) / 2)];
    const size = basis.size;
    const overlap = new Float64Array(size * size);
    const moved = new Float64Array(size * size);
    along.nodes.forEach((z, i) => across.nodes.forEach((y, j) => {
      const values = burnettValues(basis, z, z * z + 2 * y);
      const weight = along.weights[i] * across.weights[j];
      for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) {
        overlap[a * size + b] += weight * values[a] * values[b];
        moved[a * size + b] += weight * values[a] * z * values[b];
      }
    }));
    for (const { row, column, value } of streaming(basis)) {
      moved[row * size + column] -= value;
      moved[column * size + row] -= value;
    }
    for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) {
      expect(Math.abs(overlap[a * size + b] - (a === b ? 1 : 0))).toBeLessThan(1e-12);
      expect(Math.abs(moved[a * size + b])).toBeLessThan(1e-12);
    }
  });
});

describe('the linear collision operator', () => {
  /** Entry of T + F between (n, l) and (m, l). */
  const entry = (d: 2 | 3, gamma: number, softening: number, [l, n, m]: readonly [number, number, number]): number => {
    const basis = burnettBasis(d, 8);
    const { test, field } = collisionBlocks(basis, { gamma, softening })[l];
    return test[n * basis.counts[l] + m] + field[n * basis.counts[l] + m];
  };

  it('has the spectrum of Maxwell molecules: 0 0 0 -4 -4 -6 -6 -8 in 2V, 0 0 0 -8 -8 -12 in 3V', () => {
    const places = [[0, 0, 0], [0, 1, 1], [1, 0, 0], [0, 2, 2], [1, 1, 1], [1, 2, 2], [2, 0, 0]] as const;
    expect(places.map((place) => Math.round(1e12 * entry(2, 0, 0, place)) / 1e12 + 0)).toEqual([0, 0, 0, -4, -4, -6, -8]);
    expect(places.map((place) => Math.round(1e12 * entry(3, 0, 0, place)) / 1e12 + 0)).toEqual([0, 0, 0, -8, -8, -12, -12]);
    // It is diagonal in these functions, as in the spherical harmonics of Wang Chang & Uhlenbeck.
    expect(entry(3, 0, 0, [1, 1, 2])).toBeCloseTo(0, 12);
  });

  const laws = [[2, -3, 0], [2, -2, 0.1], [3, 1, 0], [3, -3, 0.3]] as const;
  it.each(laws)('keeps mass, momentum and energy: %i V, gamma = %d, softening %d', (d, gamma, softening) => {
    for (const m of [0, 1, 2, 3]) {
      for (const place of [[0, 0, m], [0, 1, m], [1, 0, m]] as const) {
        expect(Math.abs(entry(d, gamma, softening, place))).toBeLessThan(1e-11);
      }
    }
  });

  it('relaxes Coulomb anisotropy in 3V at 0.8/sqrt(pi), the small-anisotropy limit of the NRL formulary', () => {
    expect(entry(3, -3, 0, [2, 0, 0])).toBeCloseTo(-0.8 / Math.sqrt(Math.PI), 13);
  });

  const near = 'begins as the exact slope of a nearly isotropic bi-Maxwellian: %i V, gamma = %d, softening %d';
  it.each([[2, -2, 0], [3, -3, 0.3], [2, -2.5, 0], [3, 0.7, 0.2]] as const)(near, (dimensions, gamma, softening) => {
    // T_par = 1 + e, T_perp = 1 - e/(d-1): T_par - 1 decays at the rate <02|T+F|02> per e; the first Burnett function overlaps
    // with the next at first order only in the exponent's curvature, e^2.
    const e = 1e-5;
    const slope = (sign: number): number =>
      initialSlope({ dimensions, gamma, softening, rate: 1, parallel: 1 + sign * e, perpendicular: 1 - (sign * e) / (dimensions - 1) });
    expect((slope(1) - slope(-1)) / (2 * e)).toBeCloseTo(entry(dimensions, gamma, softening, [2, 0, 0]), 8);
  });
});

interface Complex { readonly re: number; readonly im: number }

/** |moment e^(i turn) - mode / mass|, the mass being 2: a moment in the moving frame against a mode at rest. */
const apart = ({ re, im }: Complex, turn: number, mode: Complex): number =>
  Math.hypot(re * Math.cos(turn) - im * Math.sin(turn) - mode.re / 2, re * Math.sin(turn) + im * Math.cos(turn) - mode.im / 2);

const density = (modes: readonly LinearMode[], mode: number) => modes.find((other) => other.mode === mode)!.moments.density;

describe('the linear response', () => {
  it.each(linearTable)('has the tabulated density mode: $v V, gamma = $gamma, $kappa.kind kappa', ({ v, gamma, kappa, values, digits }) => {
    // Degree 26 agrees with 42 in every printed digit but the last one at t = 4.
    const { states, rate, ratios } = linearResponse(smallWave({ v, gamma, kappa }), [0.5, 1, 2, 4], { maximumDegree: 26 });
    states.forEach(({ modes }, n) => {
      const unit = 10 ** -digits[n];
      expect(Math.abs(density(modes, 1).re / 0.005 - values[n])).toBeLessThan((n < 3 ? 0.51 : 1.01) * unit);
    });
    if (kappa.kind !== 'gaussian') return;
    // Nine printed digits, the last one of r rounded up from a 5 or not.
    expect(Math.abs(rate - 0.319126372)).toBeLessThan(6e-10);
    expect(Math.abs(ratios[1] - 0.726294834)).toBeLessThan(6e-10);
  });

  it('misses the modes of two unequal streams in a moving frame at second order only, and not at time 0', () => {
    const times = [0, 0.3, 0.8];
    const missed = (size: number): number[] => {
      const scenario = periodicScenario({
        strength: 0.7, length: [5],
        components: [
          component({ mass: 1.5, velocity: [0.8 + 0.1 * size, 0.4], temperature: [2, 2 + 0.2 * size], space: cosine([0.3 * size], [1]) }),
          component({
            mass: 0.5, velocity: [0.8 - 0.3 * size, 0.4], temperature: [2 + 0.1 * size, 2 - 0.1 * size], space: cosine([-0.5 * size], [2]),
          }),
        ],
      });
      const exact = modesReference(scenario, times, { functionals: false });
      const response = linearResponse(scenario, times);
      expect(response.exact).toBe(false);
      return response.states.map(({ time, modes }, n) => Math.max(...[1, 2].map((mode) => {
        const { value } = exact[n].densityModes.find(({ mode: [k] }) => k === mode)!;
        return apart(density(modes, mode), (-2 * Math.PI * mode * response.mean[0] * time) / 5, value);
      })));
    };
    const [whole, half] = [missed(1), missed(0.5)];
    expect(whole[0]).toBeLessThan(1e-12);
    for (const n of [1, 2]) {
      expect(whole[n]).toBeLessThan(0.01);
      // Second order makes 4, with a third-order part that is a tenth of it.
      expect(whole[n] / half[n]).toBeGreaterThan(3.2);
      expect(whole[n] / half[n]).toBeLessThan(5);
    }
  });

  it('is exact for constant kappa and a wave of a Maxwellian, however large', () => {
    const scenario = periodicScenario({
      strength: 0.7, length: [5],
      components: [component({ mass: 2, velocity: [0.9, -0.4], temperature: [2, 2], space: cosine([0.9], [1]) })],
    });
    const times = [0.2, 0.7];
    const exact = modesReference(scenario, times, { functionals: false, tolerance: 1e-10 });
    const response = linearResponse(scenario, times);
    expect(response.exact).toBe(true);
    response.states.forEach(({ time, modes }, n) => {
      const { value } = exact[n].densityModes.find(({ mode: [k] }) => k === 1)!;
      expect(Math.abs(density(modes, 1).im)).toBeLessThan(1e-15);
      expect(apart(density(modes, 1), (-2 * Math.PI * 0.9 * time) / 5, value)).toBeLessThan(1e-9);
    });
  });

  it('relaxes a small uniform anisotropy at the exact rate', () => {
    const components = [component({ velocity: [0, 0, 0], temperature: [1.002, 0.999, 0.999] })];
    const scenario = periodicScenario({ dimensions: { x: 0, v: 3 }, components });
    const { states } = linearResponse(scenario, [0, 0.1]);
    const stress = states.map(({ modes }) => modes[0].moments.stress.re);
    expect(stress[0]).toBeCloseTo(0.002, 12);
    expect(stress[1]).toBeCloseTo(0.002 * Math.exp(-1.2), 10);
  });

  it('is what the grid solver does at amplitude 0.01, for a Gaussian kappa', async () => {
    const scenario = smallWave({ v: 2, gamma: 0, kappa: { kind: 'gaussian', width: 0.8 } }, { end: 1, every: 0.5 });
    const { rows } = await solveGrid(scenario, { velocityPoints: 24, positionPoints: 8, step: 0.1, velocityHalfWidth: 6 });
    const { states } = linearResponse(scenario, [0, 0.5, 1]);
    // Third order in the amplitude, 1e-6 of the mode, and the time step's 1e-6.
    states.forEach(({ modes }, n) => expect(Math.abs(rows[n].mode - density(modes, 1).re) / 0.005).toBeLessThan(2e-6));
  });

  it('says what it needs where it does not apply', () => {
    const wave = { space: cosine([0.01], [1]) };
    const refused = (change: Parameters<typeof periodicScenario>[0]) => () => linearResponse(periodicScenario(change), [0]);
    expect(refused({ dimensions: { x: 2, v: 2 } })).toThrow(Refusal);
    expect(refused({ dimensions: { x: 2, v: 2 } })).toThrow('at most one position axis, here 2');
    expect(refused({ free: true })).toThrow('needs a periodic box, here free space');
    expect(refused({ initial: { kind: 'bkw', time: 0, normalise: 'mass' } })).toThrow("'maxwellians', here 'bkw'");
    expect(refused({ kappa: { kind: 'formula', expression: 'exp(-r)' } })).toThrow('hand its function of r');
    const local = component({ space: { kind: 'gaussian', mean: [0], width: [1] } });
    expect(refused({ components: [local] })).toThrow("'uniform' or 'cosine', here 'gaussian'");
    const streams = [component({ velocity: [0, 0.1], ...wave }), component({ velocity: [0, -0.1], ...wave })];
    expect(refused({ components: streams })).toThrow('one mean velocity across x');
    const hot = { dimensions: { x: 1, v: 3 }, components: [component({ velocity: [0, 0, 0], temperature: [1, 1, 1.1], ...wave })] };
    expect(refused(hot)).toThrow('equal temperatures across x, here [1, 1.1]');
  });
});
