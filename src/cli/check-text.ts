import { shown as shownTo } from '../math/shown.ts';
import type { ScenarioCheck } from '../run/check.ts';
import { duration } from './progress.ts';
import { labelled } from './table.ts';

/** What a run will take, in a screenful. */
export function checkText(check: ScenarioCheck): string {
  const { particles, bytes, bytesEach, time: { step, end, steps }, outputs, seconds, notes } = check;
  const fixed = typeof step === 'number';
  const about = particles.exact ? '' : 'about ';
  const rows: [string, string][] = [
    ['particles', `${about}${particles.count}`],
    ['memory', `${bytesText(bytes)}, ${Math.round(bytesEach)} bytes a particle, beside that of Node itself (about 0.15 GB)`],
    ['step', fixed ? `${step}; ${steps} steps to t = ${end}` : `adaptive, at most ${step.max}; at least ${steps} steps to t = ${end}`],
    ['outputs', `${outputs.rows} rows of diagnostics, ${outputs.snapshots} snapshots`],
    ...chosenRows(check),
    ...structureRows(check),
    [
      'expected time',
      `${fixed ? '' : 'at least '}${duration(seconds.total)} on ${seconds.threads} threads, ${shown(seconds.aStep)} s a step ` +
      `(measured now, on ${seconds.measuredWith === particles.count ? 'its first steps' : `${seconds.measuredWith} particles`})`,
    ],
    ...notes.map((note): [string, string] => ['note', note]),
  ];
  return [`${check.scenario}: can be run`, ...labelled(rows), ''].join('\n');
}

/** The score and the sums, as the engine chose them. */
function chosenRows({ chosen: { sums, collisions } }: ScenarioCheck): [string, string][] {
  const { score, degree, modes, functions, collisions: by, tried } = collisions as Record<string, unknown>;
  if (score !== 'galerkin') {
    const refusal = sums.refusal ? ` (${sums.refusal})` : '';
    return [['score', 'of a blob'], ['pair sums', `blob ${sums.blob}, collisions ${sums.collisions}${refusal}`]];
  }
  const measured = tried as readonly { functions: number; error: number | null }[];
  const error = measured.find((one) => one.functions === functions)?.error;
  const told = typeof error === 'number' && Number.isFinite(error) ? `, error at t = 0 ${error.toExponential(1)}` : '';
  return [['score', `galerkin, degree ${degree}, modes ${modes}, ${functions} functions${told}`], ['collisions', String(by)]];
}

function structureRows({ mollifier, lattice }: ScenarioCheck): [string, string][] {
  const list = (values: readonly number[]): string => values.map(shown).join(', ');
  const rows: [string, string][] = [];
  if (mollifier) {
    rows.push(['mollifier', `standard deviations ${list(mollifier.widths)}, over the data's structure ${list(mollifier.overStructure)}`]);
    if (mollifier.overSpacing) rows.push(['', `over the lattice spacing ${list(mollifier.overSpacing)} (0.8 to 1.2 is usual)`]);
  }
  if (lattice) {
    const age = lattice.aliasingAge === undefined ? '' : `; aliased for all modes of the score at the age ${shown(lattice.aliasingAge)}`;
    rows.push(['lattice', `recurs for the data's wave at t = ${shown(lattice.recurs)}${age}`]);
  }
  return rows;
}

/** 4.1 MB, 2.3 GB. */
export function bytesText(bytes: number): string {
  const [unit, size] = bytes < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  return `${shown(bytes / size)} ${unit}`;
}

const shown = (value: number): string => shownTo(value, 3);
