import type { InitialData, ProfileComponent, Scenario } from '../contracts.ts';
import type { PointFunction } from '../math/fields.ts';
import { normalQuantile } from '../math/normal.ts';
import { fieldFunction, fieldVocabulary, parseField } from '../physics/fields.ts';
import { boxAxes, cellsPerAxis, MarginalSums, visitCells, type BoxAxis } from './box-rule.ts';
import { MomentSum, type Moments } from './initial-moments.ts';
import { pick, type InitialDensity } from './initial.ts';
import type { Marginal } from './marginals.ts';

type Profiles = Extract<InitialData, { kind: 'profiles' }>;

/** A Maxwellian whose density, mean velocity and temperatures are functions of x. */
interface Flow {
  readonly density: PointFunction;
  readonly velocity: readonly PointFunction[];
  readonly temperature: readonly PointFunction[];
}

/** A flow with its mass, and the marginals in x that its points are drawn from. */
interface DrawnFlow extends Flow {
  readonly mass: number;
  readonly marginals: readonly Marginal[];
}

const functionsOf = ({ density, velocity, temperature }: ProfileComponent, scenario: Scenario, { parameters }: Profiles): Flow => {
  const vocabulary = fieldVocabulary({ x: scenario.equation.dimensions.x, v: 0 }, parameters);
  const read = (field: number | string): PointFunction => fieldFunction(parseField(field, vocabulary), vocabulary);
  return { density: read(density), velocity: velocity.map(read), temperature: temperature.map(read) };
};

/**
 * Maxwellians with profiles n(x), u(x), T(x) as a density. Its velocities are drawn exactly, x by importance: from the product of
 * the marginals of n, with the weight n over it (equal weights in 1X, up to the cells of a table).
 */
export function profileDensity(scenario: Scenario, initial: Profiles): InitialDensity {
  const axes = boxAxes(scenario, initial);
  const flows = initial.components.map((component) => drawn(functionsOf(component, scenario, initial), axes));
  const raw = flows.reduce((sum, { mass }) => sum + mass, 0);
  const coarse = flows.reduce((sum, { density }) => sum + integral(density, axes, cellsPerAxis(axes.length) / 2), 0);
  const scale = (initial.mass ?? raw) / raw;
  const { x: dx, v: dv } = scenario.equation.dimensions;
  let moments: Moments | undefined;
  return {
    mass: initial.mass ?? raw,
    massError: Math.abs(coarse / raw - 1),
    at: (x, v) => flows.reduce((sum, flow) => sum + scale * partAt(flow, x, v), 0),
    logAndScore(x, v, score) {
      let f = 0;
      score.fill(0);
      for (const flow of flows) {
        const part = scale * partAt(flow, x, v);
        f += part;
        for (let d = 0; d < dv; d++) score[d] += (part * (flow.velocity[d](x) - v[d])) / flow.temperature[d](x);
      }
      for (let d = 0; d < dv; d++) score[d] /= f;
      return Math.log(f);
    },
    draw(u, point) {
      const { mass, density, velocity, temperature, marginals } = pick(flows, u[dx + dv] * raw);
      let share = 1 / mass;
      for (let d = 0; d < dx; d++) {
        point[d] = marginals[d].quantile(u[d]);
        share /= marginals[d].density(point[d]);
      }
      for (let d = 0; d < dv; d++) point[dx + d] = velocity[d](point) + Math.sqrt(temperature[d](point)) * normalQuantile(u[dx + d]);
      return density(point) * share;
    },
    moments: () => (moments ??= momentsOf(flows, axes, dx > 0 && !axes[0].periodic, raw * scale)),
  };
}

/** One flow's f at a point. */
function partAt({ density, velocity, temperature }: Flow, x: ArrayLike<number>, v: ArrayLike<number>): number {
  let [product, exponent] = [density(x), 0];
  for (let d = 0; d < velocity.length; d++) {
    const t = temperature[d](x);
    exponent += (v[d] - velocity[d](x)) ** 2 / (2 * t);
    product /= Math.sqrt(2 * Math.PI * t);
  }
  return product * Math.exp(-exponent);
}

function drawn(flow: Flow, axes: readonly BoxAxis[]): DrawnFlow {
  const count = cellsPerAxis(axes.length);
  const sums = new MarginalSums(axes, count);
  let mass = 0;
  visitCells(axes, count, (x, volume) => {
    const part = flow.density(x) * volume;
    mass += part;
    sums.add(x, part);
  });
  return { ...flow, mass, marginals: sums.marginals() };
}

function integral(density: PointFunction, axes: readonly BoxAxis[], count: number): number {
  let sum = 0;
  visitCells(axes, count, (x, volume) => (sum += density(x) * volume));
  return sum;
}

/** The moments of all flows, in x too where it is free. */
function momentsOf(flows: readonly Flow[], axes: readonly BoxAxis[], withSpace: boolean, mass: number): Moments {
  const middle = Float64Array.from(axes, ({ start, length }) => start + length / 2);
  const space = withSpace ? axes.length : 0;
  const sum = new MomentSum([...middle.subarray(0, space), ...flows[0].velocity.map((u) => u(middle))]);
  for (const { density, velocity, temperature } of flows) {
    const mean = new Float64Array(space + velocity.length), variance = new Float64Array(space + velocity.length);
    visitCells(axes, cellsPerAxis(axes.length), (x, volume) => {
      mean.set(x.subarray(0, space));
      velocity.forEach((u, d) => (mean[space + d] = u(x)));
      temperature.forEach((t, d) => (variance[space + d] = t(x)));
      sum.add(density(x) * volume, mean, variance);
    });
  }
  return sum.total(mass);
}
