import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Scenario } from '../contracts.ts';
import { chartsOf } from '../diagnostics/catalogue.ts';
import { onFile } from '../io/file-error.ts';
import { readManifest, type Manifest } from '../io/manifest.ts';
import { reportMark } from '../io/report-mark.ts';
import { runStatus } from '../io/run-status.ts';
import { runPath } from '../io/run-folder.ts';
import { densityPath } from '../run/grid-run.ts';
import { openRun, type StoredRun } from '../judge/stored-run.ts';
import { initialMoments } from '../judge/moment-columns.ts';
import { densityInSpace } from './density-in-space.ts';
import { exactSolution } from './exact.ts';
import type { ReportData, RunSeries } from './nouns.ts';
import { gridPictures } from './grid-pictures.ts';
import { pictures, type Pictures } from './phase-space.ts';
import { profilesOf, timesOverSpace } from './profiles.ts';

/** Of longer tables every n-th row is shown, so that the page stays small. */
const mostRows = 520;

/** A run folder as the report sees it. */
export type ReportedRun = StoredRun & {
  readonly name: string;
  readonly yaml?: string;
  readonly manifest?: Manifest;
  /** `done`, `running (...)`, `killed (...)`, ... */
  readonly status: string;
  /** Of which tables a page of this run is. */
  readonly mark: string;
};

/** Throws a FileError when the folder is no run folder or has no diagnostics. */
export function readRun(folder: string): ReportedRun {
  const run = openRun(folder);
  const yaml = runPath(folder, 'scenario');
  const manifest = readManifest(folder);
  return {
    ...run, name: run.scenario.name,
    yaml: existsSync(yaml) ? onFile(yaml, () => readFileSync(yaml, 'utf8')) : undefined,
    manifest, status: runStatus(folder, manifest), mark: reportMark(folder),
  };
}

export interface DataOptions {
  /** Runs to lay over the first. */
  readonly compared?: readonly ReportedRun[];
  /** False leaves out exact values, which take a second or so. */
  readonly exact?: boolean;
  readonly onStage?: (text: string) => void;
}

/** What the page and the figures of a run are drawn from. */
export function reportData(run: ReportedRun, { compared = [], exact = true, onStage }: DataOptions = {}): ReportData {
  const names = distinctNames([run, ...compared]);
  const runs: RunSeries[] = [run, ...compared].map((one, k) => seriesOf(one, k === 0 ? 'run' : 'compared', names[k]));
  const { time } = runs[0].columns;
  onStage?.('pictures of phase space');
  const drawn = [run, ...compared].map((one) => picturesOf(one, 1 / (1 + compared.length)));
  onStage?.('exact solution');
  const densities = drawn.map((pictures) => pictures?.density);
  const solution = exact ? exactSolution(run.scenario, time, timesOverSpace(run, densities[0])) : undefined;
  if (solution) runs.push(solution.series);
  const alongOne = run.scenario.equation.dimensions.x === 1 ? solution : undefined;
  return {
    charts: chartsOf(run.scenario.equation.dimensions, run.carried), fisherFloor: fisherFloor(run.scenario),
    runs, profiles: [...densityInSpace(densities, names, alongOne), ...profilesOf([run, ...compared], names, solution)],
    phaseSpaces: drawn.flatMap((pictures, k) => (pictures ? [{ ...pictures.phaseSpace, name: names[k] }] : [])),
  };
}

/** Names of runs, with their folders where two have the same. */
export function distinctNames(runs: readonly Pick<ReportedRun, 'name' | 'folder'>[]): string[] {
  return runs.map(({ name, folder }, k) => {
    const isTaken = runs.some((other, n) => n !== k && other.name === name);
    return isTaken && k > 0 ? basename(resolve(folder)) : name;
  });
}

function picturesOf({ folder, kind, scenario, diagnostics }: ReportedRun, share: number): Pictures | undefined {
  const path = kind === 'grid' ? densityPath(folder) : runPath(folder, 'snapshots');
  if (!existsSync(path)) return undefined;
  return kind === 'grid' ? gridPictures(path, scenario, share) : pictures(path, scenario, diagnostics, share);
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

/** A run's diagnostics as the page holds them. */
export function seriesOf({ diagnostics }: ReportedRun, role: RunSeries['role'], name: string): RunSeries {
  const columns = Object.fromEntries(Object.entries(diagnostics.columns).map(([column, values]) => [column, thinned(Array.from(values))]));
  return { name, role, every: stride(diagnostics.rows), columns };
}
