import type { Scenario } from '../contracts.ts';
import { makeBasis, orderOf, type Frame } from './basis.ts';
import { fieldSpace, type FieldSpace } from './fields.ts';

/** How the space of the score is chosen. */
export interface GalerkinSettings {
  /** Degree in v of the score. */
  readonly degree: number;
  /** Largest total order of the space functions. */
  readonly modes: number;
  /** Degree in v that a space function of some order goes with. */
  degreeOf(order: number): number;
  /** Degree in v up to which all fields are in the space, not only gradients, by order of the space function. */
  freeOf(order: number): number;
  readonly remap: 'auto' | 'never' | { readonly every: number };
}

/** Fields of degree <= free in v, by order of the space function: what keeps the second moments exact. */
const freeInPeriodic = (order: number): number => (order === 0 ? 3 : 0);

/**
 * The settings of a space. In a periodic box every space function goes with the full degree in 1X, with the degree lowered
 * by its order in 2X and 3X. In free space {v^b, |b| <= 3} and {x_a v^b, |b| <= 2} make all second moments of gamma = 0 exact.
 */
export function settingsOf(scenario: Scenario, degree: number, modes: number): GalerkinSettings {
  const { remap = 'auto' } = scenario.particles as { remap?: GalerkinSettings['remap'] };
  const free = scenario.domain?.x.kind === 'free';
  const mixed = free || scenario.equation.dimensions.x > 1;
  return {
    degree, modes, remap,
    degreeOf: (order) => (mixed ? degree - order : degree),
    freeOf: (order) => (free ? 3 - order : freeInPeriodic(order)),
  };
}

/** The fields of a space with these settings. */
export function fieldsOf(frame: Frame, { modes, degreeOf, freeOf }: GalerkinSettings): FieldSpace {
  const basis = makeBasis(frame, modes, degreeOf);
  return fieldSpace(basis, (k) => freeOf(orderOf(frame.axes, basis.space[k])));
}
