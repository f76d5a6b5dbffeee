import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Scenario, Table } from '../contracts.ts';
import { readTable } from '../io/arrow-reader.ts';
import { runDescription } from '../io/columns.ts';
import { FileError, onFile } from '../io/file-error.ts';
import { readManifest } from '../io/manifest.ts';
import type { Manifest } from '../io/manifest.ts';
import { requireRunFolder, runPath } from '../io/run-folder.ts';
import { densityPath } from '../run/grid-run.ts';
import { initialMoments } from '../judge/moment-columns.ts';
import { modesReference } from '../reference/modes.ts';
import type { Columns, ReportData, RunSeries } from './nouns.ts';
import { gridPictures } from './grid-pictures.ts';
import { evenly, pictures } from './phase-space.ts';

/** Of longer tables every n-th row is shown, so that the page stays small. */
export const mostRows = 600;

/** A run folder as the report sees it. */
export interface ReportedRun {
  readonly folder: string;
  readonly name: string;
  readonly scenario?: Scenario;
  readonly yaml?: string;
  readonly manifest?: Manifest;
  readonly diagnostics: Table;
}

/** Throws a FileError when the folder is no run folder or has no diagnostics. */
export function readRun(folder: string): ReportedRun {
  requireRunFolder(folder);
  const path = runPath(folder, 'diagnostics');
  if (!existsSync(path)) throw new FileError(folder, 'this run has no diagnostics.arrow', 'nothing was computed yet; run the scenario again');
  const diagnostics = readTable(path);
  if (diagnostics.rows === 0 || !diagnostics.columns.time) throw new FileError(path, 'there is no row to report', 'run the scenario again');
  const scenario = runDescription(path, diagnostics.metadata)?.scenario as Scenario | undefined;
  const yaml = runPath(folder, 'scenario');
  return {
    folder, scenario, diagnostics,
    name: scenario?.name ?? basename(resolve(folder)),
    yaml: existsSync(yaml) ? onFile(yaml, () => readFileSync(yaml, 'utf8')) : undefined,
    manifest: readManifest(folder),
  };
}

export interface DataOptions {
  /** A second run to lay over the first. */
  readonly compared?: ReportedRun;
  /** False leaves out exact values, which take a second or so. */
  readonly exact?: boolean;
}

/** What the page and the figures of a run are drawn from. */
export function reportData(run: ReportedRun, { compared, exact = true }: DataOptions = {}): ReportData {
  const runs: RunSeries[] = [seriesOf(run, 'run', run.name)];
  if (compared) runs.push(seriesOf(compared, 'compared', compared.name === run.name ? basename(resolve(compared.folder)) : compared.name));
  const { time } = runs[0].columns;
  const reference = exact && run.scenario ? exactColumns(run.scenario, time) : undefined;
  if (reference) runs.push({ name: 'exact', role: 'exact', columns: reference, every: 1 });
  const snapshots = runPath(run.folder, 'snapshots');
  const grid = densityPath(run.folder);
  const drawn = !run.scenario?.mollifier ? undefined
    : existsSync(snapshots) ? pictures(snapshots, run.scenario, run.diagnostics)
      : existsSync(grid) ? gridPictures(grid, run.scenario) : undefined;
  return {
    velocities: Object.keys(run.diagnostics.columns).filter((name) => name.startsWith('momentum_')).length,
    fisherFloor: run.scenario?.initial && fisherFloor(run.scenario),
    runs, phaseSpace: drawn?.phaseSpace, density: drawn?.density,
  };
}

/** The Cramer-Rao bound of Fisher informations in velocity with the exact temperature. */
function fisherFloor(scenario: Scenario): number | undefined {
  const moments = initialMoments(scenario);
  if (!moments) return undefined;
  const d = scenario.equation.dimensions.v;
  return (d * d * moments.mass) / moments.covVV.reduce((sum, row, i) => sum + row[i], 0);
}

/** Every n-th of many items, and the last one. */
export function thinned<T>(items: readonly T[]): T[] {
  const every = stride(items.length);
  return items.filter((_, k) => k % every === 0 || k === items.length - 1);
}

const stride = (count: number): number => Math.max(1, Math.ceil(count / mostRows));

function seriesOf({ diagnostics }: ReportedRun, role: RunSeries['role'], name: string): RunSeries {
  const columns = Object.fromEntries(Object.entries(diagnostics.columns).map(([column, values]) => [column, thinned(Array.from(values))]));
  return { name, role, every: stride(diagnostics.rows), columns };
}

/** Diagnostics of the exact solution where it is known mode by mode; undefined for all other scenarios. */
function exactColumns(scenario: Scenario, times: readonly number[]): Columns | undefined {
  if (scenario.equation.gamma !== 0 || scenario.equation.kappa.kind !== 'constant' || scenario.domain?.x.kind !== 'periodic') return undefined;
  const chosen = [...evenly(times.length, 41)].map((row) => times[row]);
  try {
    // In three velocities the integrals over velocity space take minutes; the modes alone do not.
    const rows = modesReference(scenario, chosen, scenario.equation.dimensions.v === 2 ? {} : { functionals: false, maximumDegree: 27 });
    const mass = rows[0].diagnostics.mass;
    const columns: Record<string, number[]> = { time: chosen };
    for (const name of Object.keys(rows[0].diagnostics)) columns[name] = rows.map(({ diagnostics }) => diagnostics[name]);
    for (const [d, axis] of ['x', 'y', 'z'].slice(0, scenario.equation.dimensions.x).entries()) {
      const found = rows.map(({ densityModes }) => densityModes.find(({ mode }) => mode.every((k, e) => k === (e === d ? 1 : 0)))?.value);
      if (found.every((value) => value !== undefined)) columns[`density_mode_${axis}`] = found.map((value) => Math.hypot(value!.re, value!.im) / mass);
    }
    return columns;
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.message.includes('did not converge'))) return undefined;
    throw error;
  }
}
