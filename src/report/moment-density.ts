import type { Scenario, Table } from '../contracts.ts';
import { hermiteDensity, hermiteSpaceOf } from '../judge/hermite-density.ts';
import { boxLength } from '../state/box.ts';
import type { Equilibrium } from '../state/moments.ts';
import type { DensityOfPlane } from './plane-density.ts';

/** Thermal speeds drawn beyond the fastest particle. */
const margin = 0.4;

/**
 * f from the Hermite moments of the particles, in the functions of the run's Galerkin score. Integrals over the other
 * coordinates are exact: they are the moments without those.
 */
export function momentDensity(scenario: Scenario, diagnostics: Table, { meanVelocity, temperature }: Equilibrium): DensityOfPlane {
  const length = boxLength(scenario) ?? [];
  return {
    source: 'the Hermite moments of the particles, in the functions of the score',
    margin: { position: [], velocity: margin * Math.sqrt(temperature) },
    at({ time, position, velocity, weight }, axes) {
      const across = axes.filter(({ kind }) => kind === 'position');
      const along = axes.filter(({ kind }) => kind === 'velocity');
      const density = hermiteDensity(
        { time, labelTime: 0, weight, position: across.map(({ d }) => position[d]), velocity: along.map(({ d }) => velocity[d]) },
        { temperature, meanVelocity: along.map(({ d }) => meanVelocity[d]) },
        hermiteSpaceOf({ diagnostics, scenario }, time)!, across.map(({ d }) => length[d]),
        { position: across.map(({ centres }) => centres), velocity: along.map(({ centres }) => centres) },
      );
      // The picture's rows are those of its second axis, which runs fastest there.
      const [a, b] = axes.map(({ centres }) => centres.length);
      return Float64Array.from(density, (_, p) => density[(p % a) * b + Math.floor(p / a)]);
    },
  };
}
