import type { Judgement } from '../judge/verify.ts';
import { table } from './table.ts';

/** One line a statement; below, what each statement is, and why those outside their assumptions are. */
export function verdictsText(judgements: readonly Judgement[]): string {
  const small = (value: number): string => (value === 0 ? '0' : value.toExponential(2));
  const rows = judgements.map(({ verdict: { id, verdict, worstViolation, tolerance } }) => [id, verdict, small(worstViolation), small(tolerance)]);
  const outside = judgements.filter(({ unmet }) => unmet.length > 0).map(({ verdict: { id }, unmet }) => `  ${id}: not so: ${unmet.join('; ')}`);
  const violated = judgements.filter(({ verdict }) => verdict.verdict === 'violated').map(({ verdict: { id, statement, source } }) => `  ${id} (${source}): ${statement}`);
  return [
    table(['statement', 'verdict', 'worst violation', 'tolerance'], rows),
    ...(violated.length > 0 ? ['', 'violated:', ...violated] : []),
    ...(outside.length > 0 ? ['', 'outside the assumptions (measured all the same):', ...outside] : []),
    '',
  ].join('\n');
}
