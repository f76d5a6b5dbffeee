import { scientific, shown } from '../math/shown.ts';
import type { GridSummary } from '../run/grid-run.ts';
import type { SumsReport } from '../run/sums.ts';
import { toldBy, type RunSummary } from '../run/summary.ts';
import { duration } from './progress.ts';
import { sparkline } from './sparkline.ts';
import { labelled } from './table.ts';
import { timingRows } from './timing-text.ts';

/**
 * The end of a run in a dozen lines: what was conserved, what was gained, where the files are. With the columns of its
 * diagnostics in `curves`, those lines that have a curve show it.
 */
export function summaryText(summary: RunSummary, curves: Readonly<Record<string, ArrayLike<number>>> = {}): string {
  const {
    folder, status, particles, steps, seconds, threads, time, backend, mode, ranks, timing, lastRow,
  } = summary;
  // A session that goes on has made the last of the steps only.
  const made = timing?.steps ?? steps;
  const perStep = made > 0 ? `, ${((1000 * seconds) / made).toPrecision(3)} ms a step` : '';
  const curve = (name: string): string => (curves[name] ? `  ${sparkline(curves[name])}` : '');
  const rows: readonly (readonly [string, string])[] = [
    ...(lastRow < time ? [['numbers of', `t = ${shown(lastRow)}, the last row`] as const] : []),
    ...lawRows(summary, curve),
    ...(summary.collisions?.score === 'galerkin' ? galerkinRows(summary.collisions) : [
      ...blobRows(summary.collisions ?? {}), ...sumsRows(summary.sums),
    ]),
    ['kernels', summary.kernels],
    ...(timing ? timingRows(timing) : []),
    ...summary.notes.map((note) => ['note', note] as const),
    ['files', `${folder}/diagnostics.arrow, ${folder}/snapshots.arrow`],
    ['look at them', `fuzzy-landau report ${folder}, fuzzy-landau inspect ${folder}`],
  ];
  return [
    `${status}: t = ${shown(time)}, ${particles} particles, ${stepsText(summary)} in ${duration(seconds)}${perStep} ` +
    `(${ranks === undefined ? '' : `${ranks} ranks of `}${threads} thread${threads === 1 ? '' : 's'}, ${backend}, ${mode})`,
    ...labelled(rows),
    '',
  ].join('\n');
}

/** What any run keeps and gains, with the curve of a column behind it where there is one. */
export function lawRows(
  summary: RunSummary | GridSummary, curve: (name: string) => string = () => '',
): readonly (readonly [string, string])[] {
  const { drift, entropyGained, entropyRose, genericResidual } = summary;
  return [
    ['drift of mass', scientific(drift.mass)],
    ['  momentum', `${scientific(drift.momentum)} of the thermal momentum`],
    ['  energy', scientific(drift.energy)],
    ['entropy gained', `${entropyGained.toPrecision(6)}, ${entropyRose ? '' : 'NOT '}rising at every output${curve('entropy')}`],
    ['S - S(0) - int D dt', scientific(genericResidual)],
    ...toldBy(summary)
      .map(([name, [first, last]]) => [name, `${first.toPrecision(6)} -> ${last.toPrecision(6)}${curve(name)}`] as const),
  ];
}

/** `100 steps of 0.02`; `of at most` where the step is adaptive, or some were cut by resets or a failing solver. */
function stepsText({ steps, step, time }: RunSummary): string {
  const whole = typeof step === 'number' && steps <= Math.ceil(time / step - 1e-6);
  return `${steps} step${steps === 1 ? '' : 's'} of ${whole ? '' : 'at most '}${typeof step === 'number' ? step : step.max}`;
}

/** The space of a Galerkin score, its error where it was measured, the collision sums, the age of the lattice, and remaps. */
function galerkinRows({
  degree,
  modes,
  functions,
  collisions,
  aliasingAge,
  remaps,
  remap,
  tried,
  blobError,
  firstDensity,
}: NonNullable<RunSummary['collisions']>): [string, string][] {
  const all = tried as readonly { degree: number; modes: number; functions: number; error: number | null; drives?: boolean }[];
  const told = ({ error }: (typeof all)[number]): string =>
    error !== null && Number.isFinite(error) ? error.toExponential(1) : 'none, functions dependent';
  const driven = (one: (typeof all)[number]): string => (one.drives ? ' that drive the tails out' : '');
  const errors = all
    .map((one) => `${told(one)} with degree ${one.degree}, modes ${one.modes}, ${one.functions} functions${driven(one)}`)
    .join('; ');
  const rows: [string, string][] = [['score', `galerkin, degree ${degree}, modes ${modes}, ${functions} functions`]];
  if (errors) rows.push(['  error at t = 0', errors + byBlob(blobError)]);
  if (typeof firstDensity === 'string') rows.push(['  log f at t = 0', `${firstDensity}: the initial density is not known`]);
  rows.push(['collisions', `${collisions}`]);
  if (typeof aliasingAge === 'number') rows.push(['lattice aliased', `at the age ${shown(aliasingAge, 3)} for all its modes`]);
  if (remap !== 'none') rows.push(['remaps', `${remaps}; the last one ${remap}`]);
  return rows;
}

const byBlob = (error: unknown): string => (typeof error === 'number' ? `; ${error.toExponential(1)} by the blob` : '');

/** A blob that was taken because no space of functions had a smaller error. */
function blobRows({ tried, blobError }: NonNullable<RunSummary['collisions']>): [string, string][] {
  if (typeof blobError !== 'number') return [];
  const errors = (tried as readonly { error: number | null }[]).flatMap(({ error }) => (error !== null ? [error] : []));
  const least = errors.length > 0 ? Math.min(...errors).toExponential(1) : 'none';
  return [['score', 'of a blob'], ['  error at t = 0', `${blobError.toExponential(1)}; ${least} by the best space of functions`]];
}

/** How the pair sums were done, and how far the mesh was from direct sums where it was checked. */
function sumsRows({ blob, collisions, mesh, refusal, untruncated }: SumsReport): [string, string][] {
  const rows: [string, string][] = [['pair sums', `blob ${blob}, collisions ${collisions}`]];
  if (mesh) {
    const checked = mesh.errors.map(({ sum, error }) => `${sum} ${scientific(error)}`).join(', ');
    rows.push(['  mesh errors', `${checked} against direct sums at random targets; asked for ${mesh.tolerance}`]);
  }
  if (refusal) rows.push(['  no mesh', refusal]);
  if (untruncated) rows.push(['  no truncation', untruncated]);
  return rows;
}
