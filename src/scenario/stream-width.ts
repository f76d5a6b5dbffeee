import type { Mollifier } from '../contracts.ts';
import type { WrittenScenario } from './schema.ts';

type Axes = number | readonly number[];

const largest = (value: Axes | undefined): number => (value === undefined ? 1 : typeof value === 'number' ? value : Math.max(...value));

/** Of the deviation; a blob wider than this would be no blob. */
const widest = 0.8;

/**
 * Widths of a blob for particles that have no lattice: sigma (4 / ((D + 2) N))^(1 / (D + 4)) along each axis of deviation
 * sigma (B. W. Silverman, Density Estimation, 1986, (4.14)). Particles from a file are taken for a thousand.
 */
export function streamWidth({ equation, domain, initial, particles }: WrittenScenario): Mollifier['width'] {
  const { x: dx, v: dv } = equation.dimensions;
  const axes = dx + dv;
  const count = particles && 'count' in particles ? particles.count : 1000;
  const factor = Math.min(widest, (4 / ((axes + 2) * count)) ** (1 / (axes + 4)));
  const first = initial.kind === 'maxwellians' ? initial.components[0] : undefined;
  const deviation = (d: number): number => {
    if (domain?.x.kind === 'periodic')
      return largest(typeof domain.x.length === 'number' ? domain.x.length : domain.x.length[d]) / Math.sqrt(12);
    return first?.space?.kind === 'gaussian' ? largest(first.space.width) : 1;
  };
  const coldest = initial.kind === 'maxwellians' ? Math.min(...initial.components.map(({ temperature }) => largest(temperature))) : 1;
  return { position: Array.from({ length: dx }, (_, d) => factor * deviation(d)), velocity: factor * Math.sqrt(coldest) };
}
