import type { ConvergedResult } from '../study/converged.ts';
import { table } from './table.ts';

/** The estimated error of each group of quantities and what makes it, then the verdict and what to do. */
export function convergedText({ scenario, tolerance, refinements, errors, verdict }: ConvergedResult): string {
  const parts = refinements.flatMap(({ name, failed }) => (failed ? [`${name}: no estimate, ${failed}`] : []));
  const made = refinements.filter(({ failed }) => !failed);
  const rows = Object.entries(errors).map(([group, error]) => [
    group,
    ...made.map(({ groups }) => shown(groups.find((one) => one.group === group)?.error)),
    shown(error),
  ]);
  if (rows.length > 0) {
    parts.push(`estimated relative errors of ${scenario}, largest over its output times`, '');
    parts.push(table(['quantity', ...made.map(({ name }) => `by the ${name}`), 'together'], rows), '');
  }
  parts.push(`${sentence[verdict]} (tolerance ${tolerance})${advice({ refinements, verdict, tolerance })}`);
  return `${parts.join('\n')}\n`;
}

const sentence = {
  converged: 'converged',
  'not converged': 'not converged',
  undecided: 'undecided: some differences do not fall from the coarser to the finer twin',
  interrupted: 'interrupted; the same command goes on',
} as const satisfies Record<ConvergedResult['verdict'], string>;

/** The refinement that makes the largest error, or none of whose differences fall, as options. */
function advice({ refinements, verdict, tolerance }: Pick<ConvergedResult, 'refinements' | 'verdict' | 'tolerance'>): string {
  if (verdict === 'converged' || verdict === 'interrupted') return '';
  const worst = refinements.map(({ name, finer, groups }) =>
    ({ name, finer, most: Math.max(0, ...groups.map(({ error, fine }) => error ?? Math.max(fine, tolerance))) }));
  const { name, finer } = worst.reduce((most, one) => (one.most > most.most ? one : most));
  return `; most is made by the ${name}: try ${finer.map((text) => `--set '${text}'`).join(' ')}`;
}

const shown = (error: number | null | undefined): string => (error === null || error === undefined ? 'unknown' : error.toExponential(1));
