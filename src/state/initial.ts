import type { MaxwellianComponent, Scenario } from '../contracts.ts';
import { boxLength } from './box.ts';
import { closedMoments, type Moments } from './initial-moments.ts';
import { exactSum } from '../math/sum.ts';
import { cosine, gaussian, squaredGaussian, uniform, wrappedGaussian, type Marginal } from './marginals.ts';

/** f0 as a run needs it: at a point, as a whole, and to be drawn from. */
export interface InitialDensity {
  /** Integral of f0, and what it may be off by, relative to itself. */
  readonly mass: number;
  readonly massError: number;
  at(position: ArrayLike<number>, velocity: ArrayLike<number>): number;
  /** log f0, and grad_v log f0 in `score` (dv entries). */
  logAndScore(position: ArrayLike<number>, velocity: ArrayLike<number>, score: Float64Array): number;
  /**
   * Puts into `point` (space first) the point that belongs to D + 1 uniform numbers, and returns f0 there over the density
   * that points are drawn from, times the mass of that over the mass of f0: its importance weight, 1 where f0 itself is drawn from.
   */
  draw(uniform: ArrayLike<number>, point: Float64Array): number;
  /** Of f0: in (x, v) in free space, else in v; undefined where they are not known. */
  moments(): Moments | undefined;
}

/**
 * One term of f0: mass times a product of marginals, dx in space and dv in velocity. With a drift, the velocity
 * marginals are those of v - drift(x).
 */
export interface Component {
  readonly mass: number;
  readonly position: readonly Marginal[];
  readonly velocity: readonly Marginal[];
  drift?(position: ArrayLike<number>, axis: number): number;
}

/** f0 as a sum of product components: Maxwellians, or BKW; undefined for other data. */
export function initialComponents(scenario: Scenario): readonly Component[] | undefined {
  const { initial } = scenario;
  if (initial.kind === 'maxwellians') return initial.components.map((component) => maxwellian(component, scenario));
  if (initial.kind === 'bkw') return bkw(initial.time, scenario.equation.strength, scenario.equation.dimensions.v);
  return undefined;
}

/** A sum of components as a density: points follow it exactly, each from its cumulative distributions. */
export function componentsDensity(scenario: Scenario, components: readonly Component[]): InitialDensity {
  const mass = exactSum(components.length, (k) => components[k].mass);
  return {
    mass,
    massError: 0,
    at: (position, velocity) => densityAt(components, position, velocity),
    logAndScore: (position, velocity, score) => logDensityAndScore(components, position, velocity, score),
    draw(u, point) {
      const { position, velocity, drift } = pick(components, u[point.length] * mass);
      const dx = position.length;
      for (let d = 0; d < dx; d++) point[d] = position[d].quantile(u[d]);
      for (let d = 0; d < velocity.length; d++) point[dx + d] = velocity[d].quantile(u[dx + d]) + (drift ? drift(point, d) : 0);
      return 1;
    },
    moments: () => closedMoments(scenario),
  };
}

/** The part of a sum in which `target`, between 0 and the total mass, lies. */
export function pick<P extends { readonly mass: number }>(parts: readonly P[], target: number): P {
  let passed = 0;
  for (const part of parts) {
    passed += part.mass;
    if (target < passed) return part;
  }
  return parts[parts.length - 1];
}

/** log f0 at one point, and grad_v log f0 there in `score` (dv entries). */
export function logDensityAndScore(
  components: readonly Component[],
  position: ArrayLike<number>,
  velocity: ArrayLike<number>,
  score: Float64Array,
): number {
  let f = 0;
  score.fill(0);
  for (const { mass, position: space, velocity: speeds, drift } of components) {
    let here = mass;
    for (let d = 0; d < space.length; d++) here *= space[d].density(position[d]);
    const speed = speeds.map((_, d) => velocity[d] - (drift ? drift(position, d) : 0));
    const densities = speeds.map((marginal, d) => marginal.density(speed[d]));
    f += densities.reduce((product, density) => product * density, here);
    // The derivative of one factor times the others: a factor may be 0.
    for (let d = 0; d < speeds.length; d++) {
      score[d] += densities.reduce((product, density, e) => product * (e === d ? speeds[d].slope!(speed[d]) : density), here);
    }
  }
  for (let d = 0; d < score.length; d++) score[d] /= f;
  return Math.log(f);
}

/** f0 at one point of phase space. */
export function densityAt(components: readonly Component[], position: ArrayLike<number>, velocity: ArrayLike<number>): number {
  let f = 0;
  for (const { mass, position: space, velocity: speeds, drift } of components) {
    let product = mass;
    for (let d = 0; d < space.length; d++) product *= space[d].density(position[d]);
    for (let d = 0; d < speeds.length; d++) product *= speeds[d].density(velocity[d] - (drift ? drift(position, d) : 0));
    f += product;
  }
  return f;
}

function maxwellian(component: MaxwellianComponent, scenario: Scenario): Component {
  const { space, velocityGradient } = component;
  const length = boxLength(scenario);
  const position = Array.from({ length: scenario.equation.dimensions.x }, (_, d): Marginal => {
    if (space.kind === 'gaussian') {
      return length ? wrappedGaussian(space.mean[d], space.width[d], length[d]) : gaussian(space.mean[d], space.width[d]);
    }
    if (!length) throw new Error(`space kind '${space.kind}' needs a periodic domain`);
    return space.kind === 'cosine' ? cosine(length[d], space.amplitude[d], space.mode[d]) : uniform(length[d]);
  });
  const centre = space.kind === 'gaussian' ? space.mean : position.map(() => 0);
  return {
    mass: component.mass,
    position,
    velocity: component.temperature.map((temperature, d) => gaussian(component.velocity[d], Math.sqrt(temperature))),
    drift: velocityGradient && ((x, axis) => velocityGradient[axis].reduce((sum, slope, d) => sum + slope * (x[d] - centre[d]), 0)),
  };
}

/**
 * The Bobylev-Krook-Wu solution of unit mass and temperature,
 * f = (2 pi K)^(-d/2) exp(-|v|^2/2K) [((d+2)K - d)/2K + (1-K)/2K^2 |v|^2], K = 1 - C exp(-2(d-1) strength time),
 * with C = 1/2 in 2V and 2/5 in 3V (Bobylev 1976; Krook and Wu 1977): a Maxwellian and one v_d^2-weighted term an axis.
 */
function bkw(time: number, strength: number, d: number): readonly Component[] {
  const K = 1 - (d === 2 ? 0.5 : 0.4) * Math.exp(-2 * (d - 1) * strength * time);
  const plain = gaussian(0, Math.sqrt(K));
  const squared = squaredGaussian(Math.sqrt(K));
  const product = (mass: number, weighted: number): Component => ({
    mass,
    position: [],
    velocity: Array.from({ length: d }, (_, axis) => (axis === weighted ? squared : plain)),
  });
  const along = Array.from({ length: d }, (_, axis) => product((1 - K) / (2 * K), axis));
  return [product(((d + 2) * K - d) / (2 * K), -1), ...along];
}
