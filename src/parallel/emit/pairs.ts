import type { KernelSpec } from '../../contracts.ts';
import { named } from '../../members.ts';
import { kappas } from '../../physics/catalogue.ts';
import { feelsImages, withImages } from '../../physics/images.ts';
import { constantKappa } from '../../physics/kappa-facts.ts';
import { damping, isotropicShift, radialLaw } from '../../physics/landau.ts';
import { gaussianMollifier } from '../../physics/mollifier.ts';
import type { Expression } from './expression.ts';
import type { Graph } from './graph.ts';

/** The columns of one particle, by name. */
export type Entries = Readonly<Record<string, Expression>>;
/** Adds a pair's contribution to a partial sum. */
export type Contribution = (sum: Expression) => Expression;

/**
 * What one pair of particles contributes, as expressions. The loops around it are in kernel.ts: like the plain loops,
 * they own the structure, so symmetry and conservation do not depend on the formula.
 */
export interface PairForm {
  /** Columns read at the row particle i, and at the column particle j. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly outputs: readonly string[];
  /** Contributions to the outputs of i and of j, in the order of `outputs`. */
  pair(graph: Graph, i: Entries, j: Entries): { readonly toI: readonly Contribution[]; readonly toJ: readonly Contribution[] };
}

export const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, axis) => `${name}${axis}`);

const plus = (graph: Graph, a: Expression, b: Expression): Contribution => (sum) => graph.add(sum, graph.mul(a, b));
const minus = (graph: Graph, a: Expression, b: Expression): Contribution => (sum) => graph.sub(sum, graph.mul(a, b));

function difference(graph: Graph, a: Expression, b: Expression, period: number): Expression {
  const d = graph.sub(a, b);
  if (period === 0) return d;
  const image = graph.nearest(graph.mul(d, graph.constant(1 / period)));
  return graph.sub(d, graph.mul(graph.constant(period), image));
}

/** sum_d a_d b_d; 0 without axes. */
const dot = (graph: Graph, a: readonly Expression[], b: readonly Expression[]): Expression =>
  a.reduce((sum, entry, axis) => graph.add(sum, graph.mul(entry, b[axis])), graph.constant(0));

/** G(z_i - z_j), periodic labels by their nearest images, and the vector that G times is the distance-weighted sum. */
function blob(graph: Graph, spec: KernelSpec, i: readonly Expression[], j: readonly Expression[]): { delta: Expression[]; g: Expression } {
  const nearest = i.map((entry, axis) => difference(graph, entry, j[axis], spec.blobPeriod[axis] ?? 0));
  let g = gaussianMollifier.formula(graph, dot(graph, nearest, nearest));
  const delta = nearest.map((entry, axis) => {
    const period = spec.blobPeriod[axis] ?? 0;
    if (!feelsImages(period)) return entry;
    const images = withImages(graph, entry, period);
    g = graph.mul(g, images.factor);
    return images.delta;
  });
  return { delta, g };
}

const blobAxes = (spec: KernelSpec): number => spec.dimensions.x + spec.dimensions.v;

export function densityForm(spec: KernelSpec): PairForm {
  const z = numbered('z', blobAxes(spec));
  return {
    rows: [...z, 'source'],
    columns: [...z, 'source'],
    outputs: ['sum'],
    pair(graph, i, j) {
      const { g } = blob(graph, spec, z.map((name) => i[name]), z.map((name) => j[name]));
      return { toI: [plus(graph, j.source, g)], toJ: [plus(graph, i.source, g)] };
    },
  };
}

export function scoreForm(spec: KernelSpec): PairForm {
  const z = numbered('z', blobAxes(spec));
  const force = numbered('force', blobAxes(spec));
  const twoSided = spec.score === 'two-sided';
  const read = [...z, 'source', 'ratio'];
  return {
    rows: read,
    columns: read,
    outputs: twoSided ? [...force, 'back'] : force,
    pair(graph, i, j) {
      const { delta, g } = blob(graph, spec, z.map((name) => i[name]), z.map((name) => j[name]));
      const forward = graph.mul(i.ratio, j.source);
      const backward = graph.mul(j.ratio, i.source);
      const both = graph.mul(graph.add(forward, backward), g);
      const toI = twoSided ? both : graph.mul(forward, g);
      const toJ = twoSided ? both : graph.mul(backward, g);
      return {
        toI: [...delta.map((d) => plus(graph, toI, d)), ...(twoSided ? [plus(graph, j.ratio, g)] : [])],
        toJ: [...delta.map((d) => minus(graph, toJ, d)), ...(twoSided ? [plus(graph, i.ratio, g)] : [])],
      };
    },
  };
}

export function collisionForm(spec: KernelSpec): PairForm {
  const { x: dx, v: dv } = spec.dimensions;
  const position = numbered('position', dx);
  const velocity = numbered('velocity', dv);
  const score = numbered('score', dv);
  const kappa = named(kappas, spec.kappa.kind);
  const delta = spec.regularisation ?? 0;
  const local = dx > 0 && (delta > 0 || constantKappa(spec) === undefined);
  const read = [...(local ? position : []), ...velocity, ...score, 'weight'];
  return {
    rows: read,
    columns: read,
    outputs: numbered('rate', dv),
    pair(graph, i, j) {
      const r = (local ? position : []).map((name, axis) => difference(graph, i[name], j[name], spec.period[axis]));
      const u = velocity.map((name) => graph.sub(i[name], j[name]));
      const d = score.map((name) => graph.sub(i[name], j[name]));
      const uu = dot(graph, u, u);
      const ud = dot(graph, u, d);
      const rr = dot(graph, r, r);
      const spatial = kappa.formula(graph, rr, spec.kappa);
      const near = delta > 0 ? graph.mul(spatial, damping(graph, rr, delta)) : spatial;
      const strength = graph.mul(near, radialLaw(graph, uu, spec.gamma, spec.softening, delta));
      // The flux without its strength does not wait for roots and quotients.
      const across = graph.add(uu, graph.constant(isotropicShift(spec)));
      const flux = u.map((entry, axis) => graph.sub(graph.mul(across, d[axis]), graph.mul(ud, entry)));
      const fromJ = graph.mul(strength, j.weight), fromI = graph.mul(strength, i.weight);
      return { toI: flux.map((n) => minus(graph, fromJ, n)), toJ: flux.map((n) => plus(graph, fromI, n)) };
    },
  };
}

/** Sums at targets that are not sources: rows are the targets, only they receive. */
export function crossForm(spec: KernelSpec, withForce: boolean): PairForm {
  const z = numbered('z', blobAxes(spec));
  const target = numbered('target', blobAxes(spec));
  return {
    rows: target,
    columns: [...z, 'source'],
    outputs: withForce ? ['sum', ...numbered('force', blobAxes(spec))] : ['sum'],
    pair(graph, i, j) {
      const { delta, g } = blob(graph, spec, target.map((name) => i[name]), z.map((name) => j[name]));
      const weighted = graph.mul(j.source, g);
      if (!withForce) return { toI: [plus(graph, j.source, g)], toJ: [] };
      const density: Contribution = (sum) => graph.add(sum, weighted);
      return { toI: [density, ...delta.map((d) => plus(graph, weighted, d))], toJ: [] };
    },
  };
}
