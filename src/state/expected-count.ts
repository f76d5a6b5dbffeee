import type { Sampling, Scenario } from '../contracts.ts';
import { randomStream } from '../math/random.ts';
import { initialDensity } from './initial-density.ts';
import { latticeCells } from './sampling.ts';

/** How many particles a scenario will have. */
export interface ExpectedCount {
  readonly count: number;
  /** False: from a sample of the lattice's cells, good to a few per cent. */
  readonly exact: boolean;
}

/** Cells that are looked at; of a larger lattice a sample of so many. */
const mostCells = 1 << 17;

/**
 * The number of particles before any is made; undefined for particles from a file. Of a large lattice with `trim`, what a random
 * sample of its cells lets expect.
 */
export function expectedCount(scenario: Scenario): ExpectedCount | undefined {
  const { particles } = scenario;
  if (particles.sampling === 'given') return undefined;
  if (particles.sampling !== 'lattice') return { count: particles.count, exact: true };
  const cells = cellCount(particles);
  // Without trim only cells whose density underflows are left out.
  if (particles.trim === 0 && cells > mostCells) return { count: cells, exact: true };
  return trimmedCount(scenario, particles.trim, cells);
}

const cellCount = ({ position, velocity }: Extract<Sampling, { sampling: 'lattice' }>): number =>
  [...(position?.count ?? []), ...velocity.count].reduce((product, n) => product * n, 1);

function trimmedCount(scenario: Scenario, trim: number, cells: number): ExpectedCount {
  const exact = cells <= mostCells;
  const { locate } = latticeCells(scenario);
  const { x: dx, v: dv } = scenario.equation.dimensions;
  const f0 = initialDensity(scenario);
  const coordinates = new Float64Array(dx + dv);
  const density = (cell: number): number => {
    locate(cell, coordinates);
    return f0.at(coordinates.subarray(0, dx), coordinates.subarray(dx));
  };
  const next = randomStream(scenario.seed, 1);
  const seen = Math.min(cells, mostCells);
  const densities = Float64Array.from({ length: seen }, (_, k) => density(exact ? k : Math.floor(next()[0] * cells)));
  const heaviest = densities.reduce((most, value) => Math.max(most, value), 0);
  const kept = densities.reduce((total, value) => total + (value > 0 && value >= trim * heaviest ? 1 : 0), 0);
  return { count: exact ? kept : Math.round((kept / seen) * cells), exact };
}
