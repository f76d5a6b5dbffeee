import { expect, it } from 'vitest';
import { measureWave } from '../../benchmarks/measured-wave.ts';
import { unseenCases } from '../../benchmarks/unseen-cases.ts';
import { wanted } from '../../benchmarks/unseen-text.ts';

// The grid shares no code with the engine, and is nearer to the solution than a third of what is judged.
it.each(unseenCases)(`$name: defaults and some 3000 particles against the grid, ${wanted} in mode and temperatures`, async (unseen) => {
  const { stopped, mode, temperature, gridStep, gridMesh } = await measureWave(unseen);
  expect(stopped).toBeUndefined();
  expect(gridStep).toBeLessThan(wanted / 3);
  expect(gridMesh).toBeLessThan(wanted / 3);
  expect(mode).toBeLessThanOrEqual(wanted);
  expect(temperature).toBeLessThanOrEqual(wanted);
});
