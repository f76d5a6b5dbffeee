import type { StudyRun, Variation } from '../study/study.ts';
import { table } from './table.ts';

const shown = ['entropy', 'fisher_x', 'fisher_v', 'fisher_mixed'];

/** One line a run: parameters, how it ended, some last diagnostics, what is violated. */
export function studyText(folder: string, variations: readonly Variation[], runs: readonly StudyRun[]): string {
  const rows = runs.map(({ parameters, status, final, verdicts }) => {
    const violated = Object.entries(verdicts).filter(([, { verdict }]) => verdict === 'violated').map(([id]) => id);
    const last = shown.map((name) => (final[name] === undefined ? '' : final[name].toPrecision(6)));
    return [...parameters, status.split(':')[0], ...last, violated.join(' ') || '-'];
  });
  return `${table([...variations.map(({ path }) => path), 'status', ...shown, 'violated'], rows)}\n\nwritten: ${folder}/summary.arrow\n`;
}
