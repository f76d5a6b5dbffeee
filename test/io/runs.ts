import { writeFileSync } from 'node:fs';
import { createTable } from '../../src/io/arrow-writer.ts';
import { writeCheckpoint } from '../../src/io/checkpoint.ts';
import { diagnosticsColumns, snapshotColumns, tableMetadata } from '../../src/io/columns.ts';
import { manifest, provenance, writeManifest } from '../../src/io/manifest.ts';
import { createRunFolder, runPath } from '../../src/io/run-folder.ts';

/** A run folder as a simulation leaves it, with made-up numbers: `times` output times of `particles` particles each. */
export function writeRun(folder: string, { times = 5, particles = 4 } = {}): void {
  const dimensions = { x: 1, v: 2 };
  const computation = { backend: 'loops', mode: 'reproducible' };
  const scenario = { name: 'made-up-1x2v', equation: { dimensions }, time: { end: 2 } };
  const metadata = tableMetadata({ scenario, provenance: provenance(computation) });
  createRunFolder(folder);
  writeFileSync(runPath(folder, 'scenario'), 'name: made-up-1x2v\n');
  const diagnostics = createTable(runPath(folder, 'diagnostics'), diagnosticsColumns(dimensions, 'blob'), metadata);
  const snapshots = createTable(runPath(folder, 'snapshots'), snapshotColumns(dimensions), metadata);
  for (let output = 0; output < times; output++) {
    const value = (place: number) => Math.sin(output + place) / 3;
    const clock: Record<string, number> = { iteration: 10 * output, time: output / 4, step: 1 / 40, mass: 1 };
    diagnostics.append(Object.fromEntries(
      diagnosticsColumns(dimensions, 'blob').map(({ name }, place) => [name, [clock[name] ?? value(place)]]),
    ));
    snapshots.append(Object.fromEntries(snapshotColumns(dimensions).map(({ name }, place) =>
      [name, Float64Array.from({ length: particles }, (_, row) => (name === 'id' ? row : clock[name] ?? value(place + row)))])));
  }
  diagnostics.close();
  snapshots.close();
  const last = { iteration: 10 * (times - 1), time: (times - 1) / 4 };
  writeCheckpoint(runPath(folder, 'checkpoint'), { header: last, columns: { velocity: new Float64Array(2 * particles) } });
  writeManifest(
    folder,
    manifest({
      ...computation, scenario: scenario.name, threads: 2, started: new Date(0), wallSeconds: 1.5, status: 'done',
      counts: { particles, steps: last.iteration },
    }),
  );
}
