import type { Stagger } from '../contracts.ts';
import type { WrittenScenario } from './schema.ts';

/** The score may be fitted by functions, polynomials in v, which can throw particles of next to no weight out of any tail. */
const byFunctions = ({ score }: Pick<WrittenScenario, 'score'>): boolean =>
  score === 'auto' || typeof score === 'object' || score === 'galerkin';

/**
 * Blobs need no trim. Of functions, high degrees and those that follow f badly throw out what lies beyond some 5.3 thermal speeds (1e-6):
 * homogeneous data ask for the former, beams along a wave get the latter. A wave of one hump has its entropy to 1e-6 with the tail
 * (1e-8, 6.1 thermal speeds), until a remap leaves it out.
 */
export function usualTrim(written: WrittenScenario): number {
  if (!byFunctions(written)) return 0;
  return written.equation.dimensions.x === 0 || hasBeams(written) ? 1e-6 : 1e-8;
}

/** Whether two of the Maxwellians are more than two thermal speeds apart, so that their sum has two humps. */
function hasBeams({ initial, equation: { dimensions } }: WrittenScenario): boolean {
  if (initial.kind !== 'maxwellians') return false;
  const axes = Array.from({ length: dimensions.v }, (_, d) => d);
  const onAxis = (value: number | readonly number[], d: number): number => (typeof value === 'number' ? value : value[d]);
  return initial.components.some((a) => initial.components.some((b) => {
    const apart = Math.hypot(...axes.map((d) => onAxis(a.velocity, d) - onAxis(b.velocity, d)));
    return apart > 2 * Math.sqrt(Math.max(...axes.flatMap((d) => [onAxis(a.temperature, d), onAxis(b.temperature, d)])));
  }));
}

/**
 * Particles of equal velocity at different positions have different scores, and N(u) (g - g') grows like |u|^(gamma + 2): a
 * lattice with one set of velocities for all positions has no collision rate below gamma = -2, unless that is softened.
 */
const equalVelocitiesAreSingular = ({ equation: { dimensions, gamma, softening } }: WrittenScenario): boolean =>
  dimensions.x > 0 && gamma < -2 && softening === 0;

/**
 * A lattice with one set of positions for all velocities sees modes of kappa and of f beyond its own as low ones; shifted from
 * velocity to velocity it does not. The tuned lattices of blobs stay as they are.
 */
export function usualStagger(written: WrittenScenario): Stagger {
  if (equalVelocitiesAreSingular(written)) return 'velocity';
  return byFunctions(written) && written.domain?.x.kind === 'periodic';
}
