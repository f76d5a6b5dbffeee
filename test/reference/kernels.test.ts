import { describe, expect, it } from 'vitest';
import { kappas } from '../../src/catalogue.ts';
import { numbers } from '../../src/math/algebra.ts';
import { radialLaw } from '../../src/physics/landau.ts';
import { kappaOf, radialLawOf } from '../../src/reference/kernels.ts';
import { Refusal } from '../../src/refusal.ts';

const radii = [0, 0.1, 0.5, 0.9, 0.99, 1, 1.7, 4];

describe('the kernels written twice', () => {
  it.each(kappas.map((kind) => [kind.name, kind] as const))('kappa %s is the same in the engine and in the references', (name, kind) => {
    const parameters = Object.fromEntries(
      Object.entries(kind.parameters).map(([key, spec]) => [key, spec.type === 'number' ? 1.25 : '1/(1+r^2)']),
    );
    if (name === 'formula') return expect(() => kappaOf({ kind: name, ...parameters })).toThrow(Refusal);
    const written = kappaOf({ kind: name, ...parameters });
    // Two orders of evaluation of one formula: a few rounding errors; exp(-40) is where the engine cuts its bump.
    for (const r of radii) expect(Math.abs(written(r) - kind.formula(numbers, r * r, parameters))).toBeLessThan(1e-15);
  });

  it.each([[0, 0], [-2, 0.1], [-3, 0.5], [1, 0]])('the radial law agrees for gamma %f, softening %f', (gamma, softening) => {
    for (const r of radii.slice(1)) {
      expect(radialLawOf(gamma, softening)(r)).toBeCloseTo(radialLaw(numbers, r * r, gamma, softening), 12);
    }
  });
});
