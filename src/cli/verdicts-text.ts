import type { VerdictName } from '../judge/statement.ts';
import type { Judgement } from '../judge/verify.ts';
import { scientific } from '../math/shown.ts';
import { table } from './table.ts';

/** One line a statement; below, what is violated or undecided and why, and why those outside their assumptions are. */
export function verdictsText(judgements: readonly Judgement[]): string {
  const rows = judgements.map(({ verdict: { id, verdict, worstViolation, tolerance } }) =>
    [id, verdict, scientific(worstViolation), scientific(tolerance)]);
  const outside = judgements
    .filter(({ unmet }) => unmet.length > 0)
    .map(({ verdict: { id }, unmet }) => `  ${id}: not so: ${unmet.join('; ')}`);
  const told = (which: VerdictName): string[] =>
    judgements.filter(({ verdict }) => verdict.verdict === which).flatMap(({ verdict: { id, statement, source, because } }) =>
      [`  ${id} (${source}): ${statement}`, ...(because ? [`    ${because}`] : [])]);
  const [violated, undecided] = [told('violated'), told('undecided')];
  return [
    table(['statement', 'verdict', 'worst violation', 'tolerance'], rows),
    ...(violated.length > 0 ? ['', 'violated:', ...violated] : []),
    ...(undecided.length > 0 ? ['', 'undecided:', ...undecided] : []),
    ...(outside.length > 0 ? ['', 'outside the assumptions (measured all the same):', ...outside] : []),
    '',
  ].join('\n');
}
