import type { Scenario } from '../contracts.ts';
import { flowsOf, formulaOf, overPhaseSpace, spaceRule, type ByFormulas, type Flow } from './profiles.ts';

/** How initial data given by formulas are spread in velocity. */
export interface InitialSpread {
  readonly mass: number;
  /** Mean of (v), or of (x, v) in free space, and their covariance. */
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** For each velocity axis: the lowest and highest mean velocity, the lowest and highest temperature. */
  readonly velocity: readonly { readonly slowest: number; readonly fastest: number; readonly coldest: number; readonly hottest: number }[];
}

/** Mass, mean, covariance and ranges of initial data by profiles or by a formula, by the trapezoidal rule. */
export function initialSpread(scenario: Scenario, initial: ByFormulas): InitialSpread {
  const { x: dx, v: dv } = scenario.equation.dimensions;
  const from = scenario.domain?.x.kind === 'free' ? 0 : dx;
  const size = dx - from + dv;
  const first = new Float64Array(size), second = Array.from({ length: size }, () => new Float64Array(size));
  let mass = 0;
  const add = (part: number, mean: ArrayLike<number>, variance?: (axis: number) => number): void => {
    mass += part;
    for (let a = 0; a < size; a++) {
      first[a] += part * mean[a];
      for (let b = 0; b < size; b++) second[a][b] += part * mean[a] * mean[b];
      if (variance && a >= size - dv) second[a][a] += part * variance(a - (size - dv));
    }
  };
  const finish = (): Pick<InitialSpread, 'mass' | 'mean' | 'covariance'> => {
    const mean = Array.from(first, (value) => value / mass);
    return { mass, mean, covariance: mean.map((u, a) => mean.map((w, b) => second[a][b] / mass - u * w)) };
  };
  if (initial.kind === 'formula') {
    const f = formulaOf(scenario, initial);
    overPhaseSpace(scenario, initial, (point, weight) => add(weight * f(point), point.slice(from)));
    const moments = finish();
    const velocity = initial.box.velocity!.centre.map((_, d) => {
      const [u, t] = [moments.mean[size - dv + d], moments.covariance[size - dv + d][size - dv + d]];
      // A formula may be narrower than its temperature says: a ring, beams.
      return { slowest: u, fastest: u, coldest: t / 2, hottest: t };
    });
    return { ...moments, velocity };
  }
  const flows = flowsOf(scenario, initial);
  const { points, weight } = spaceRule(scenario);
  for (const { density, velocity: means, temperature } of flows) {
    for (const x of points) add(weight * density(x), [...x.slice(from), ...means.map((u) => u(x))], (d) => temperature[d](x));
  }
  return { ...finish(), velocity: Array.from({ length: dv }, (_, d) => rangesOf(flows, points, d)) };
}

function rangesOf(flows: readonly Flow[], points: readonly number[][], d: number): InitialSpread['velocity'][number] {
  const speeds = flows.flatMap(({ velocity }) => points.map((x) => velocity[d](x)));
  const temperatures = flows.flatMap(({ temperature }) => points.map((x) => temperature[d](x)));
  const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
  return { slowest: least(speeds), fastest: most(speeds), coldest: least(temperatures), hottest: most(temperatures) };
}

/** Waves of a profile below this share of its largest value are none. */
const negligible = 1e-10;

/** The highest wave number (in units of 2 pi / length) of profiles in one periodic x, at most `most`. */
export function highestWave(scenario: Scenario, initial: Extract<ByFormulas, { kind: 'profiles' }>, most: number): number {
  const { points } = spaceRule(scenario);
  let highest = 0;
  for (const { density, velocity, temperature } of flowsOf(scenario, initial)) {
    for (const field of [density, ...velocity, ...temperature]) {
      const values = points.map((x) => field(x));
      const size = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      for (let wave = highest + 1; wave <= most; wave++) {
        let [re, im] = [0, 0];
        values.forEach((value, k) => {
          const angle = (2 * Math.PI * ((wave * k) % values.length)) / values.length;
          re += value * Math.cos(angle);
          im += value * Math.sin(angle);
        });
        if (Math.hypot(re, im) > negligible * size * values.length) highest = wave;
      }
    }
  }
  return highest;
}
