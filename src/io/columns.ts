import { createHash } from 'node:crypto';
import type { ColumnSpec, ColumnType, Solver } from '../contracts.ts';
import { diagnosticsOf } from '../diagnostics/catalogue.ts';
import { columnsOf, type Dimensions } from '../diagnostics/diagnostic.ts';
import { vectorNames } from '../math/axes.ts';
import { FileError } from './file-error.ts';

/** The equation is dimensionless, so every column is: unitSI 1 and all powers zero. */
export const column = (name: string, description: string, type: ColumnType = 'float64'): ColumnSpec =>
  ({ name, type, unitSI: 1, unitDimension: [0, 0, 0, 0, 0, 0, 0], description });

/** Columns of `diagnostics.arrow` in a solver's runs: one row per output time. */
export const diagnosticsColumns = (dimensions: Dimensions, solver: Solver): readonly ColumnSpec[] =>
  diagnosticsOf(solver).flatMap((diagnostic) => columnsOf(diagnostic, dimensions).map((name) => column(name, diagnostic.description)));

export interface SnapshotChoice {
  /** Columns to write; absent: all. */
  readonly columns?: readonly string[];
  /** float32 halves the file; iteration, time and id stay doubles. */
  readonly precision?: 'float64' | 'float32';
}

/**
 * Columns of `snapshots.arrow`: one row per particle and output time; `more` are those that the collisions add. Throws a
 * RangeError for an unknown column name.
 */
export function snapshotColumns(
  { x, v }: Dimensions,
  { columns, precision = 'float64' }: SnapshotChoice = {},
  more: readonly Pick<ColumnSpec, 'name' | 'description'>[] = [],
): readonly ColumnSpec[] {
  const all = [
    column('iteration', 'number of steps taken'),
    column('time', 'time t'),
    column('id', 'particle number, the same in all snapshots'),
    ...vectorNames('position', x).map((name) => column(name, 'position', precision)),
    ...vectorNames('velocity', v).map((name) => column(name, 'velocity', precision)),
    column('weighting', 'weight w: the mass of the particle', precision),
    column('density', 'density at the particle: smoothed, or exp(log_density)', precision),
    ...vectorNames('score', v).map((name) => column(name, 'score g that stands for grad_v log f', precision)),
    ...more.map(({ name, description }) => column(name, description, precision)),
  ];
  const unknown = columns?.filter((name) => !all.some((known) => known.name === name)) ?? [];
  if (unknown.length > 0) {
    throw new RangeError(`no snapshot column ${unknown.join(', ')}; there are: ${all.map(({ name }) => name).join(', ')}`);
  }
  return columns ? all.filter(({ name }) => columns.includes(name)) : all;
}

/** What the `fuzzy-landau` key of a file's metadata holds. */
export interface RunDescription {
  readonly scenario: unknown;
  readonly provenance: unknown;
}

/** Schema metadata of both tables of a run: openPMD 1.1 names, and one JSON key of our own. */
export function tableMetadata({ scenario, provenance }: RunDescription): Record<string, string> {
  return {
    openPMD: '1.1.0',
    comment: 'dimensionless run: unitSI is 1 and unitDimension is zero in every column',
    'fuzzy-landau': JSON.stringify({ scenario, provenance }),
  };
}

/**
 * What all files of one run share and those of no other run do: a digest of the description in the heads of its tables,
 * scenario with seed, version of the code, backend.
 */
export const fingerprintOf = (metadata: Readonly<Record<string, string>>): string =>
  createHash('sha256').update(metadata['fuzzy-landau'] ?? '').digest('hex').slice(0, 32);

/** What a table's metadata say of its run; undefined for files of other programs. Throws a FileError when the key is damaged. */
export function runDescription(path: string, metadata: Readonly<Record<string, string>>): RunDescription | undefined {
  const text = metadata['fuzzy-landau'];
  if (text === undefined) return undefined;
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === 'object' && found !== null) return found as RunDescription;
  } catch {
    // Said below.
  }
  throw new FileError(path, 'its metadata key fuzzy-landau is damaged', 'the columns can still be read');
}
