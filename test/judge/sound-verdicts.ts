import { expect } from 'vitest';
import type { Verdict } from '../../src/judge/statement.ts';

/** Spaces of `test/galerkin/scenarios.ts` whose densities are looked at on meshes of four dimensions. */
export const fourDimensional: readonly string[] = ['1X-3V', '2X-2V'];

/** Every statement that applies has finite numbers, and what the scheme conserves is not violated. */
export function expectSound(verdicts: readonly Verdict[]): void {
  for (const { id, worstViolation, tolerance, series, verdict } of verdicts) {
    if (verdict !== 'outside-assumptions') expect(Number.isFinite(worstViolation) && Number.isFinite(tolerance), id).toBe(true);
    if (verdict === 'holds') expect(series.every(({ value }) => Number.isFinite(value)), id).toBe(true);
    if (['mass', 'momentum', 'energy', 'entropy-increase', 'entropy-balance'].includes(id)) expect(verdict, id).not.toBe('violated');
  }
}
