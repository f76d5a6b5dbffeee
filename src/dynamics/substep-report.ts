import type { StepReport, SubstepReport } from '../contracts.ts';

/** The report of an exact substep, and of none. */
export const nothing: SubstepReport = { converged: true, production: 0, iterations: 0, steps: 0, error: 0 };

/** What two substeps did, one after the other; their errors add up. */
export const together = (first: SubstepReport, second: SubstepReport): SubstepReport => ({
  converged: first.converged && second.converged,
  overflow: first.overflow || second.overflow,
  production: first.production + second.production,
  iterations: first.iterations + second.iterations,
  steps: first.steps + second.steps,
  error: (first.error ?? 0) + (second.error ?? 0),
  leastDeterminant: Math.min(first.leastDeterminant ?? 1, second.leastDeterminant ?? 1),
});

/** The report of one step of a scheme. */
export const single = (report: StepReport): SubstepReport => ({ ...report, steps: 1 });
