import type { Field, InitialData, Scenario } from '../contracts.ts';
import { axisNames } from './axis-names.ts';
import { readExpression, type Expression } from './expression.ts';

export type ByFormulas = Extract<InitialData, { kind: 'profiles' | 'formula' }>;

/** A Maxwellian whose density (particles per volume), mean velocity and temperatures are functions of x. */
export interface Flow {
  readonly density: Expression;
  readonly velocity: readonly Expression[];
  readonly temperature: readonly Expression[];
}

/** A field of the scenario as a function of x, or of x and v. */
export function fieldOf(
  field: Field, { equation: { dimensions } }: Scenario, { parameters }: ByFormulas, withVelocity: boolean,
): Expression {
  if (typeof field === 'number') return () => field;
  const space = axisNames.slice(0, dimensions.x);
  const velocity = withVelocity ? axisNames.slice(0, dimensions.v).map((name) => `v_${name}`) : [];
  return readExpression(field, [...space, ...velocity], parameters);
}

/** The flows of initial data by profiles, scaled to the scenario's mass where it says one. */
export function flowsOf(scenario: Scenario, initial: Extract<InitialData, { kind: 'profiles' }>): Flow[] {
  const read = (field: Field): Expression => fieldOf(field, scenario, initial, false);
  const flows = initial.components.map(({ density, velocity, temperature }): Flow =>
    ({ density: read(density), velocity: velocity.map(read), temperature: temperature.map(read) }));
  const scale = initial.mass === undefined ? 1 : initial.mass / flows.reduce((sum, { density }) => sum + integral(density, scenario), 0);
  return flows.map(({ density, ...flow }) => ({ ...flow, density: (x) => scale * density(x) }));
}

/** Nodes of the trapezoidal rule along each axis of x. */
const nodes = [1, 960, 120, 40];

/** The points of the trapezoidal rule in x, and their weight: over a period, or over the box in which the data live. */
export function spaceRule({ domain, initial, equation }: Scenario): { readonly points: readonly number[][]; readonly weight: number } {
  const { x: dx } = equation.dimensions;
  const box = initial.kind === 'profiles' || initial.kind === 'formula' ? initial.box.position : undefined;
  const periodic = domain?.x.kind === 'periodic' ? domain.x.length : undefined;
  const edges = periodic ?? box?.halfWidth.map((half) => 2 * half) ?? [];
  const start = periodic ? edges.map(() => 0) : (box?.centre.map((centre, d) => centre - box.halfWidth[d]) ?? []);
  const count = nodes[dx];
  const lines = edges.map((edge, d) => Array.from({ length: count }, (_, k) => start[d] + (k * edge) / count));
  return {
    points: lines.reduce<number[][]>((points, line) => points.flatMap((point) => line.map((x) => [...point, x])), [[]]),
    weight: edges.reduce((product, edge) => (product * edge) / count, 1),
  };
}

function integral(density: Expression, scenario: Scenario): number {
  const { points, weight } = spaceRule(scenario);
  return points.reduce((sum, x) => sum + weight * density(x), 0);
}

/** Nodes along each of D axes for integrals over x and v. */
const phaseNodes = [1, 960, 300, 75, 44, 20, 13];

/** f0 of `kind: formula` at points (x, v), scaled to the scenario's mass where it says one. */
export function formulaOf(scenario: Scenario, initial: Extract<InitialData, { kind: 'formula' }>): Expression {
  const density = fieldOf(initial.density, scenario, initial, true);
  if (initial.mass === undefined) return density;
  let mass = 0;
  overPhaseSpace(scenario, initial, (point, weight) => (mass += weight * density(point)));
  const scale = initial.mass / mass;
  return (point) => scale * density(point);
}

/** Visits the nodes of the trapezoidal rule over x and the velocity box (a point is an array used again). */
export function overPhaseSpace(scenario: Scenario, { box }: ByFormulas, visit: (point: number[], weight: number) => void): void {
  const { x: dx, v: dv } = scenario.equation.dimensions;
  const periodic = scenario.domain?.x.kind === 'periodic' ? scenario.domain.x.length : undefined;
  const ends = (part: NonNullable<typeof box.velocity>): [number, number][] =>
    part.halfWidth.map((half, d) => [part.centre[d] - half, 2 * half]);
  const space = periodic?.map((edge): [number, number] => [0, edge]) ?? (box.position ? ends(box.position) : []);
  const axes = [...space, ...(box.velocity ? ends(box.velocity) : [])];
  const count = phaseNodes[dx + dv];
  const weight = axes.reduce((product, [, length]) => (product * length) / count, 1);
  const point = axes.map(([start]) => start);
  const walk = (axis: number): void => {
    if (axis === axes.length) return visit(point, weight);
    const [start, length] = axes[axis];
    for (let k = 0; k < count; k++) {
      point[axis] = start + (k * length) / count;
      walk(axis + 1);
    }
  };
  walk(0);
}
