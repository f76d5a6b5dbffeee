import type { CollisionFlow, SchemeKind, SchemeOptions, Stepper, StepReport } from '../contracts.ts';
import { power } from '../math/power.ts';
import { Refusal } from '../refusal.ts';
import { doubled } from './doubling.ts';

/** A step that cannot be made small enough. The message says what to change. */
export class SolverFailure extends Refusal {
  override readonly name = 'SolverFailure';

  constructor(problem: string) {
    super('stopped', problem);
  }
}

/** What the adaptive step obeys; `tolerance: Infinity` means steps of `max` that shrink only where the solver fails. */
export interface StepRule {
  /** Bound of the local error of one step, relative to the thermal speed. */
  readonly tolerance: number;
  readonly max: number;
  /** Order of the scheme. */
  readonly order: number;
}

/** State of the step control: plain numbers, to be kept in checkpoints. */
export interface StepState {
  /** The next step proposed. */
  readonly step: number;
  /** error / tolerance of the last accepted step; 1 before there is one. */
  readonly lastError: number;
  /** No step may be longer: `max`, less for a while after a solver failure. */
  readonly ceiling: number;
}

/** Proportional-integral control with the exponents of Hairer and Wanner, Solving ODEs II (1996), (IV.2.43). */
const proportional = 0.7;
const integral = 0.4;
const safety = 0.9;
const growth = 4;
const shrinkage = 0.2;
/** Growth of the ceiling in each accepted step, so that a failing length is tried again only now and then. */
const recovery = 1.05;
/** Steps below this fraction of `max` end the run. */
const floor = 2 ** -12;
/** Relative distance below which an interval counts as a whole number of steps. */
const same = 1e-9;

export const initialSteps = ({ max }: StepRule): StepState => ({ step: max, lastError: 1, ceiling: max });

/**
 * The step to take now: `state.step`, shortened so that equal steps of that length land on the end of what remains. When
 * it equals `remaining`, set the clock to the end itself.
 */
export function fitted(state: StepState, remaining: number): number {
  return remaining / Math.max(1, Math.ceil(remaining / state.step - same));
}

/**
 * Judges a step of length `taken` by its report. Not accepted: put the state before the step back (positions,
 * velocities and the stepper's memory) and take the shorter step proposed. Throws a SolverFailure when that would be
 * below 2^-12 of `max`.
 */
export function judged(rule: StepRule, state: StepState, taken: number, report: StepReport): { accepted: boolean; state: StepState } {
  const error = (report.error ?? 0) / rule.tolerance;
  if (report.converged && error <= 1) {
    const factor =
      safety * power(Math.max(error, 1e-10), -proportional / (rule.order + 1)) * power(state.lastError, integral / (rule.order + 1));
    const proposal = taken * Math.min(growth, Math.max(shrinkage, factor));
    // A step shortened only to land on an output time says nothing against the longer proposal it was cut from.
    const wanted = error <= 0.5 ? Math.max(proposal, state.step) : proposal;
    const ceiling = Math.min(rule.max, recovery * state.ceiling);
    return { accepted: true, state: { step: Math.min(wanted, ceiling), lastError: Math.max(error, 1e-4), ceiling } };
  }
  const measured = report.converged && Number.isFinite(error);
  const factor = measured ? Math.min(0.9, safety * power(error, -1 / (rule.order + 1))) : 0.5;
  const step = taken * Math.max(shrinkage, factor);
  if (!(step > floor * rule.max)) {
    throw new SolverFailure(`the collision step did not succeed even when cut from ${rule.max} to ${taken}: ${whyNot(rule, report)}`);
  }
  return { accepted: false, state: { step, lastError: state.lastError, ceiling: measured ? state.ceiling : step } };
}

/** What was wrong with a step that was not accepted, and what to change. */
function whyNot({ tolerance }: StepRule, { converged, overflow }: StepReport): string {
  if (converged) return `its error stays above the tolerance ${tolerance}. Use a looser time.step.adaptive.`;
  if (overflow) {
    return 'its numbers overflow. Use units in which speeds and the collision rate are near 1, '
      + 'or for gamma < 0 a small equation.softening.';
  }
  return (
    'the solver did not converge. Use a wider mollifier, a larger particles.trim (light tail particles are stiff), ' +
    'for gamma < -1 a small equation.softening, for gamma < -2 on a lattice in x particles.stagger velocity, ' +
    'a looser time.solver.tolerance, or more time.solver.maxIterations.'
  );
}

/** A stepper that reports `error` in every step: the scheme's own estimate, or step doubling. */
export function estimatingStepper(kind: SchemeKind, flow: CollisionFlow, options: SchemeOptions): Stepper {
  const stepper = kind.create(flow, { ...options, estimateError: true });
  return kind.estimatesError ? stepper : doubled(stepper, flow, kind.order);
}
