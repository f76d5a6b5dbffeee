import { profileNames } from '../diagnostics/profiles.ts';
import { FileError } from '../io/file-error.ts';
import { runPath } from '../io/run-folder.ts';
import { axisNames } from '../math/axes.ts';
import type { StoredRun } from './stored-run.ts';
import { timedTable } from './timed-table.ts';

/** n, u, T and q over x: columns over the points of a mesh, the last axis fastest. */
export interface Profile {
  readonly axes: readonly Float64Array[];
  readonly columns: Readonly<Record<string, Float64Array>>;
}

export interface StoredProfiles {
  readonly times: readonly number[];
  /** The profiles at time number k. Throws a FileError. */
  at(k: number): Profile;
}

/** The profiles of a run; no times where its table is not there or lacks a column. Throws a FileError. */
export function storedProfiles({ folder, scenario }: Pick<StoredRun, 'folder' | 'scenario'>): StoredProfiles {
  const { dimensions } = scenario.equation;
  const path = runPath(folder, 'profiles');
  const { times, complete, at } = timedTable(path, ['time', ...profileNames(dimensions)]);
  return {
    times: complete ? times : [],
    at(k) {
      const columns = at(k);
      if (!columns) throw new FileError(path, `it has no profiles number ${k}`, 'run again with output.profiles');
      return { columns, axes: axisNames.slice(0, dimensions.x).map((axis) => Float64Array.from(new Set(columns[axis])).sort()) };
    },
  };
}
