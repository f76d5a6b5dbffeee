import { members } from '../members.ts';
import { gatherEvidence, type Evidence } from './evidence.ts';
import type { Statement, Verdict } from './statement.ts';

/** Every statement, in the order of the report: the folder is the list. */
export const statements: readonly Statement[] =
  (await members<Statement>(new URL('./statements/', import.meta.url))).toSorted((a, b) => a.order - b.order);

/** A verdict, and which assumptions the run does not meet. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly unmet: readonly string[];
  readonly statement: Statement;
}

/** Judges a run folder by every statement; `onStatement` hears which one is next. Throws a FileError when the folder cannot be read. */
export const judge = (folder: string, onStatement?: (id: string) => void): readonly Judgement[] =>
  judgeEvidence(gatherEvidence(folder), statements, onStatement);

/** The verdicts alone: what `verify --json` prints. */
export const verify = (folder: string): readonly Verdict[] => judge(folder).map(({ verdict }) => verdict);

export function judgeEvidence(
  evidence: Evidence, list: readonly Statement[] = statements, onStatement?: (id: string) => void,
): readonly Judgement[] {
  return list.map((statement) => {
    onStatement?.(statement.id);
    const unmet = statement.assumptions(evidence.run).filter(({ met }) => !met).map(({ text }) => text);
    // Outside its assumptions a statement is measured all the same: nobody knows what it does there.
    const measured = statement.measure(evidence);
    const { tolerance, series, undecided = false } = measured;
    // JSON has no infinity: what is not finite counts as the largest number.
    const worstViolation = Number.isFinite(measured.worstViolation) ? measured.worstViolation : Number.MAX_VALUE;
    const { id, source } = statement;
    const told = undecided ? 'undecided' : worstViolation <= tolerance ? 'holds' : 'violated';
    const verdict = unmet.length > 0 ? 'outside-assumptions' : told;
    const because = verdict === 'violated' || verdict === 'undecided' ? (measured.because ?? null) : null;
    const assumptionsMet = unmet.length === 0;
    const said: Verdict = {
      id,
      statement: statement.statement,
      source,
      assumptionsMet,
      verdict,
      worstViolation,
      tolerance,
      because,
      series,
    };
    return { unmet, verdict: said, statement };
  });
}
