import type { InitialData, Scenario } from '../contracts.ts';
import { fieldFunction, fieldGradient, fieldVocabulary, parseField } from '../physics/fields.ts';
import { Refusal } from '../refusal.ts';
import { boxAxes, cellsPerAxis, MarginalSums, visitCells } from './box-rule.ts';
import { MomentSum } from './initial-moments.ts';
import type { InitialDensity } from './initial.ts';

type ByFormula = Extract<InitialData, { kind: 'formula' }>;

/**
 * f0 written as a formula of x and v. Its mass and moments are integrals over its box, its score is the formula's exact derivative,
 * and points are drawn by importance: from the product of its marginals, with the weight f0 over it, so that an f0 that is a
 * product has weights that are equal up to the cells of a table. A point without f0 has the weight 0.
 */
export function formulaDensity(scenario: Scenario, initial: ByFormula): InitialDensity {
  const { dimensions } = scenario.equation;
  const { x: dx, v: dv } = dimensions;
  const vocabulary = fieldVocabulary(dimensions, initial.parameters);
  const formula = parseField(initial.density, vocabulary);
  const density = fieldFunction(formula, vocabulary);
  const gradient = fieldGradient(formula, vocabulary, dx);
  const axes = boxAxes(scenario, initial);
  const count = cellsPerAxis(dx + dv);
  const sums = new MarginalSums(axes, count);
  const from = axes[0]?.periodic && dx > 0 ? dx : 0;
  const total = new MomentSum(axes.slice(from).map(({ start, length }) => start + length / 2));
  let [raw, coarse] = [0, 0];
  visitCells(axes, count, (point, volume) => {
    const part = density(point) * volume;
    raw += part;
    sums.add(point, part);
    total.add(part, point.subarray(from));
  });
  if (!(raw > 0)) throw new Refusal('input', 'initial.density has no mass in its box', { advice: 'widen or move initial.box' });
  visitCells(axes, count / 2, (point, volume) => (coarse += density(point) * volume));
  const marginals = sums.marginals();
  const scale = (initial.mass ?? raw) / raw;
  const place = new Float64Array(dx + dv);
  const at = (x: ArrayLike<number>, v: ArrayLike<number>): Float64Array => {
    for (let d = 0; d < dx; d++) place[d] = x[d];
    for (let d = 0; d < dv; d++) place[dx + d] = v[d];
    return place;
  };
  return {
    mass: raw * scale,
    massError: Math.abs(coarse / raw - 1),
    at: (x, v) => scale * density(at(x, v)),
    logAndScore(x, v, score) {
      const { value, slopes } = gradient(at(x, v));
      for (let d = 0; d < dv; d++) score[d] = slopes[d] / value;
      return Math.log(scale * value);
    },
    draw(u, point) {
      let share = 1 / raw;
      marginals.forEach((marginal, d) => {
        point[d] = marginal.quantile(u[d]);
        share /= marginal.density(point[d]);
      });
      return density(point) * share;
    },
    moments: () => total.total(raw * scale),
  };
}
