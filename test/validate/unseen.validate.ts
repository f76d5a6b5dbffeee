import { describe, expect, it } from 'vitest';
import { unseenCases } from '../../benchmarks/unseen-cases.ts';
import { measureWave } from '../../benchmarks/measured-wave.ts';
import { wanted } from '../../benchmarks/unseen-text.ts';

/**
 * Misses (docs/experiments.md): the error of the mode when it was first measured, rounded up, or that the run stops itself. One that is
 * met, or a stop that goes away, is to be taken off this list.
 */
const misses = new Map<string, number | 'stops'>([
  ['gamma 0, bracket kappa of lambda 3, k = 1, density, flow and temperature by profiles', 'stops'],
  ['gamma 0, kappa 1/(1 + 2 r^4), strength 1.5, k = 1, two harmonics', 'stops'],
  ['gamma -1, kappa exp(-r), k = 1.3, two unequal streams with waves of opposite sign', 4e-4],
  ['gamma -2 softened by 0.05, constant kappa, k = 0.8, two beams across the wave', 2e-4],
  ['gamma -2, Gaussian kappa 0.6, strength 2, k = 1.6, amplitude 0.4', 1e-3],
  ['gamma 0, bump kappa of radius 0.9, k = 1, T = (1.2, 0.7), amplitude 0.6', 5e-4],
]);

describe.each(unseenCases)('$name', (unseen) => {
  const miss = misses.get(unseen.name);
  // The grid shares no code with the engine, and is nearer to the solution than a third of what is judged.
  it(`defaults and some 3000 particles against the grid: ${miss ?? wanted} in the mode, ${wanted} in the temperatures`, async () => {
    const { stopped, mode, temperature, gridStep, gridMesh } = await measureWave(unseen);
    if (miss === 'stops') {
      expect(stopped).toBeDefined();
      return;
    }
    expect(stopped).toBeUndefined();
    expect(gridStep).toBeLessThan(wanted / 3);
    expect(gridMesh).toBeLessThan(wanted / 3);
    expect(mode).toBeLessThanOrEqual(miss ?? wanted);
    if (miss) expect(mode).toBeGreaterThan(wanted);
    expect(temperature).toBeLessThanOrEqual(wanted);
  });
});
