import type { MaxwellianComponent, Scenario } from '../contracts.ts';
import { Refusal } from '../refusal.ts';
import { bkw } from './bkw.ts';
import { flowsOf, formulaOf, type Flow } from './profiles.ts';

/** f at a point: x has dx entries, v has dv entries. */
export type Density = (x: ArrayLike<number>, v: ArrayLike<number>) => number;

/** Images of a Gaussian summed on each side of a periodic box. */
const images = 4;

/**
 * The initial density of a scenario as a function, integrating to the sum of the component masses (1 for BKW) over the
 * domain: Gaussians in a periodic box are summed over their images. Throws a Refusal for data given as particles.
 */
export function initialDensity(scenario: Scenario): Density {
  const { initial, equation, domain } = scenario;
  const { x: dx, v: dv } = equation.dimensions;
  const length = domain?.x.kind === 'periodic' ? domain.x.length : undefined;
  if (initial.kind === 'bkw') {
    if (dx > 0 && !length) throw new Refusal('input', 'BKW data in free space have no finite mass');
    if (dv !== 2 && dv !== 3) throw new Refusal('input', `BKW data need 2 or 3 velocity dimensions, here ${dv}`);
    const volume = (length ?? []).reduce((product, l) => product * l, 1);
    const solution = bkw({ dimensions: dv, strength: equation.strength, volume });
    return (_, v) => solution.density(initial.time, Array.from(v).reduce((sum, c) => sum + c * c, 0));
  }
  if (initial.kind === 'profiles') {
    const flows = flowsOf(scenario, initial);
    return (x, v) => flows.reduce((sum, flow) => sum + flowDensity(flow, x, v), 0);
  }
  if (initial.kind === 'formula') {
    const f = formulaOf(scenario, initial);
    return (x, v) => f([...Array.from(x), ...Array.from(v)]);
  }
  if (initial.kind !== 'maxwellians') throw new Refusal('input', `initial data of kind '${initial.kind}' are particles, not a density`);
  const terms = initial.components.map((component) => maxwellian(component, dx, dv, length));
  return (x, v) => terms.reduce((sum, term) => sum + term(x, v), 0);
}

function flowDensity({ density, velocity, temperature }: Flow, x: ArrayLike<number>, v: ArrayLike<number>): number {
  return velocity.reduce((value, u, i) => {
    const [c, t] = [v[i] - u(x), temperature[i](x)];
    return (value * Math.exp((-c * c) / (2 * t))) / Math.sqrt(2 * Math.PI * t);
  }, density(x));
}

function maxwellian(component: MaxwellianComponent, dx: number, dv: number, length: readonly number[] | undefined): Density {
  const { mass, velocity, temperature, space, velocityGradient } = component;
  const origin = Array.from({ length: dx }, (_, axis) => (space.kind === 'gaussian' ? space.mean[axis] : 0));
  const profile = Array.from({ length: dx }, (_, axis) => line(space, axis, length?.[axis]));
  return (x, v) => {
    let value = mass;
    for (let axis = 0; axis < dx; axis++) value *= profile[axis](x[axis]);
    for (let i = 0; i < dv; i++) {
      let c = v[i] - velocity[i];
      for (let axis = 0; axis < dx && velocityGradient; axis++) c -= velocityGradient[i][axis] * (x[axis] - origin[axis]);
      value *= Math.exp((-c * c) / (2 * temperature[i])) / Math.sqrt(2 * Math.PI * temperature[i]);
    }
    return value;
  };
}

/** The profile along one position axis, of unit integral. */
function line(space: MaxwellianComponent['space'], axis: number, length: number | undefined): (x: number) => number {
  if (space.kind === 'gaussian') {
    const { mean, width } = space;
    const bell = (y: number): number => Math.exp(-0.5 * (y / width[axis]) ** 2) / (Math.sqrt(2 * Math.PI) * width[axis]);
    if (!length) return (x) => bell(x - mean[axis]);
    return (x) => {
      let sum = 0;
      for (let image = -images; image <= images; image++) sum += bell(x - mean[axis] + image * length);
      return sum;
    };
  }
  if (!length) throw new Refusal('input', `space '${space.kind}' has no finite mass in free space`);
  if (space.kind === 'uniform' || space.mode[axis] === 0) return () => 1 / length;
  const k = (2 * Math.PI * space.mode[axis]) / length;
  return (x) => (1 + space.amplitude[axis] * Math.cos(k * x)) / length;
}
