import type { StudyRun, Variation } from '../study/study.ts';
import { studyFile } from '../io/run-folder.ts';
import { table } from './table.ts';

const shown = ['entropy', 'fisher_x', 'fisher_v', 'fisher_mixed'];

/** One line a run: parameters, how it ended, some last diagnostics, what is violated. `whole`: with a summary of all runs. */
export function studyText(folder: string, variations: readonly Variation[], runs: readonly StudyRun[], whole = true): string {
  const rows = runs.map(({ parameters, status, final, verdicts }) => {
    const violated = Object.entries(verdicts).filter(([, { verdict }]) => verdict === 'violated').map(([id]) => id);
    const last = shown.map((name) => (final[name] === undefined ? '' : final[name].toPrecision(6)));
    return [...parameters, status.split(':')[0], ...last, violated.join(' ') || '-'];
  });
  const collect = `a share of the study; when all are done: fuzzy-landau study collect ${folder}`;
  const written = whole ? `written: ${folder}/${studyFile}` : collect;
  return `${table([...variations.map(({ path }) => path), 'status', ...shown, 'violated'], rows)}\n\n${written}\n`;
}
