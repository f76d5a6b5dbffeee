import { existsSync } from 'node:fs';
import { profileNames } from '../diagnostics/profiles.ts';
import { describeTable, readBatches } from '../io/arrow-reader.ts';
import { FileError } from '../io/file-error.ts';
import { runPath } from '../io/run-folder.ts';
import { axisNames } from '../math/axes.ts';
import type { StoredRun } from './stored-run.ts';

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
  const columns = ['time', ...profileNames(dimensions)];
  const stored = existsSync(path) ? describeTable(path).specs.map(({ name }) => name) : [];
  const isWhole = columns.every((name) => stored.includes(name));
  return {
    times: isWhole ? [...readBatches(path, { columns: ['time'] })].map(({ columns: { time } }) => time[0]) : [],
    at(k) {
      for (const { columns: found } of readBatches(path, { columns, from: k })) {
        return { columns: found, axes: axisNames.slice(0, dimensions.x).map((axis) => Float64Array.from(new Set(found[axis])).sort()) };
      }
      throw new FileError(path, `it has no profiles number ${k}`, 'run again with output.profiles');
    },
  };
}
