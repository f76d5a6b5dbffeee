import { shown } from '../math/shown.ts';
import type { Evidence } from './evidence.ts';
import { rounding } from './monotone.ts';
import type { Measurement } from './statement.ts';

/** An error of the outputs' quadrature above this part of what is integrated leaves nothing to hold against it. */
const decisive = 0.1;

/**
 * What a measurement whose error is that of a quadrature over the output times can tell: nothing when the error is a
 * tenth of the integral `produced`. The error falls with the square of the spacing, whence the one that would decide.
 */
export function ofOutputs(evidence: Evidence, measured: Measurement, produced: number): Measurement {
  const { times } = evidence;
  const blunt = measured.tolerance > decisive * Math.abs(produced) + 1e3 * rounding;
  if (!blunt || measured.worstViolation > measured.tolerance || times.length < 2) return measured;
  const spacing = (times[times.length - 1] - times[0]) / (times.length - 1);
  const wanted = spacing * Math.sqrt((decisive * Math.abs(produced)) / measured.tolerance);
  const known = `outputs ${shown(spacing, 2)} apart integrate the entropy production to ${measured.tolerance.toExponential(1)} only`;
  return { ...measured, undecided: true, because: `${known}: output.diagnostics.every: ${shown(wanted, 2)} would decide` };
}
