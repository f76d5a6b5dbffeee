import { existsSync } from 'node:fs';
import type { ColumnSpec } from '../../contracts.ts';
import { describeTable, readBatches, readTable } from '../arrow-reader.ts';
import { runDescription } from '../columns.ts';
import { runPath } from '../run-folder.ts';

const numbersAtOnce = 8192;
/** Columns that say when, not what. */
const clock = new Set(['iteration', 'time']);

/**
 * A run as one JSON document with the hierarchy of the openPMD 1.1 standard (https://github.com/openPMD/openPMD-standard):
 * `/data/<iteration>/particles/plasma/<record>/<component>`, with time, unitSI and unitDimension as attributes. What has
 * no place in the standard stands beside `data`: `diagnostics` (columns) and `fuzzy-landau` (scenario and provenance).
 * JSON has no infinities: they and NaN become null.
 */
export function* openpmd(folder: string): Generator<Uint8Array> {
  const snapshots = runPath(folder, 'snapshots');
  const diagnostics = runPath(folder, 'diagnostics');
  const source = existsSync(snapshots) ? snapshots : diagnostics;
  const attributes = {
    openPMD: '1.1.0', openPMDextension: 0, basePath: '/data/%T/', particlesPath: 'particles/',
    iterationEncoding: 'groupBased', iterationFormat: '/data/%T/', software: 'fuzzy-landau',
  };
  const description = runDescription(source, describeTable(source).metadata);
  yield* text(`{\n"attributes": ${JSON.stringify(attributes)},\n"fuzzy-landau": ${JSON.stringify(description ?? null)},\n`);
  yield* text('"diagnostics": {');
  if (existsSync(diagnostics)) {
    yield * members(Object.entries(readTable(diagnostics).columns).map(([name, column]) => [name, () => list(column)]));
  }
  yield* text('},\n"data": {');
  if (existsSync(snapshots)) yield* iterations(snapshots, existsSync(diagnostics) ? stepsOf(diagnostics) : new Map());
  yield* text('}\n}\n');
}

/** Length of the last time step at each iteration. */
function stepsOf(path: string): Map<number, number> {
  const { columns: { iteration, step } } = readTable(path, { columns: ['iteration', 'step'] });
  return new Map(Array.from(iteration, (number, row) => [number, step[row]]));
}

function* iterations(path: string, steps: ReadonlyMap<number, number>): Generator<Uint8Array> {
  const records = recordsOf(describeTable(path).specs);
  for (const { index, rows, columns } of readBatches(path)) {
    if (rows === 0) continue;
    const iteration = columns.iteration?.[0] ?? index;
    const attributes = { time: columns.time?.[0] ?? index, dt: steps.get(iteration) ?? 0, timeUnitSI: 1 };
    yield* text(`${index === 0 ? '' : ','}\n"${iteration}": {"attributes": ${JSON.stringify(attributes)}, "particles": {"plasma": {`);
    yield* members([...records].map(([record, components]) => [record, () => recordOf(components, columns)]));
    yield* text('}}}');
  }
}

type Components = ReadonlyMap<string, ColumnSpec>;

/** `position_x` is component x of the record `position`; `weighting` a record of its own. */
function recordsOf(specs: readonly ColumnSpec[]): Map<string, Components> {
  const records = new Map<string, Map<string, ColumnSpec>>();
  for (const spec of specs) {
    if (clock.has(spec.name)) continue;
    const [, record, component] = /^(.+)_([xyz])$/.exec(spec.name) ?? ['', spec.name, ''];
    records.set(record, (records.get(record) ?? new Map<string, ColumnSpec>()).set(component, spec));
  }
  return records;
}

function* recordOf(components: Components, columns: Readonly<Record<string, Float64Array>>): Generator<Uint8Array> {
  const [first] = components.values();
  const attributes = { unitDimension: first.unitDimension, timeOffset: 0, description: first.description };
  yield* text(`{"attributes": ${JSON.stringify(attributes)}, `);
  const component = function* ({ name, unitSI }: ColumnSpec): Generator<Uint8Array> {
    yield* text(`{"attributes": ${JSON.stringify({ unitSI })}, "data": `);
    yield* list(columns[name]);
    yield* text('}');
  };
  yield* members([...components].map(([name, spec]) => [name || 'scalar', () => component(spec)]));
  yield* text('}');
}

function* members(entries: readonly (readonly [name: string, value: () => Iterable<Uint8Array>])[]): Generator<Uint8Array> {
  for (const [index, [name, value]] of entries.entries()) {
    yield* text(`${index === 0 ? '' : ', '}${JSON.stringify(name)}: `);
    yield* value();
  }
}

function* list(numbers: Float64Array): Generator<Uint8Array> {
  for (let from = 0; from < numbers.length || from === 0; from += numbersAtOnce) {
    const part = JSON.stringify(Array.from(numbers.subarray(from, from + numbersAtOnce)));
    yield* text(`${from === 0 ? '[' : ','}${part.slice(1, -1)}`);
  }
  yield* text(']');
}

function* text(some: string): Generator<Uint8Array> {
  yield Buffer.from(some);
}
