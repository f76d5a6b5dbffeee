import { describe, expect, it } from 'vitest';
import { unseenCases } from '../../benchmarks/unseen-cases.ts';
import { measureUnseen } from '../../benchmarks/unseen.ts';

describe.each(unseenCases)('$name', (unseen) => {
  // The grid shares no code with the engine. 1e-4 was asked for before any of these was run.
  it('defaults and some 3000 particles: density mode and temperatures within 1e-4 of the grid', async () => {
    const result = await measureUnseen(unseen);
    console.log(JSON.stringify(result));
    expect(result.stopped).toBeUndefined();
    // A reference has to be a digit better than what it judges.
    expect(result.gridStep).toBeLessThan(1e-5);
    expect(result.gridMesh).toBeLessThan(1e-5);
    expect(result.mode).toBeLessThanOrEqual(1e-4);
    expect(result.temperature).toBeLessThanOrEqual(1e-4);
  });
});
