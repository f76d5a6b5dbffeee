import { resolveScenario, scenarioToYaml } from '../../src/scenario/scenario.ts';
import { writeFileSync } from 'node:fs';
import { createTable } from '../../src/io/arrow-writer.ts';
import { diagnosticsColumns, snapshotColumns, tableMetadata } from '../../src/io/columns.ts';
import { manifest, provenance, writeManifest } from '../../src/io/manifest.ts';
import { createRunFolder, runPath } from '../../src/io/run-folder.ts';

export const amplitude = 0.4;
const length = 2 * Math.PI;
const computation = { backend: 'loops', mode: 'reproducible' };
const dimensions = { x: 1, v: 2 };
/** Columns of a run by blob. */
const rowColumns = diagnosticsColumns(dimensions, 'blob');

/** Particles along x, v_x and v_y. */
export type Cells = readonly [number, number, number];
const fine: Cells = [48, 40, 6];

/** The scenario of the made-up runs below; classical blob, so that a Maxwellian's smoothed density is simple. */
export function waveScenario(variancePreserving = true, name = 'wave-1x2v', cells: Cells = fine) {
  return resolveScenario({
    name,
    equation: { dimensions, gamma: 0, strength: 1, kappa: { kind: 'constant' } },
    domain: { x: { kind: 'periodic', length: [length] } },
    initial: {
      kind: 'maxwellians',
      components: [{ mass: 1, velocity: [0, 0], temperature: [1, 1], space: { kind: 'cosine', amplitude: [amplitude], mode: [1] } }],
    },
    particles: { sampling: 'lattice', position: { count: [cells[0]] }, velocity: { count: [cells[1], cells[2]], halfWidth: 5 } },
    mollifier: { kind: 'gaussian', width: { position: [0.3], velocity: 0.4 }, variancePreserving, comoving: true },
    score: 'particle-sum',
    time: { scheme: 'midpoint', step: 0.1, end: 1 },
    output: { diagnostics: { every: 0.1 }, snapshots: { every: 0.5 } },
  });
}

/**
 * A run folder whose particles only stream, x(t) = x(0) + v t, from (1 + 0.4 cos x) times a Maxwellian: its smoothed
 * density is known in closed form. The diagnostics are made up, with values that need all their digits.
 */
export function writeWave(folder: string, { variancePreserving = true, name = 'wave-1x2v', cells = fine } = {}): void {
  const scenario = waveScenario(variancePreserving, name, cells);
  const metadata = tableMetadata({ scenario, provenance: provenance(computation) });
  createRunFolder(folder);
  writeFileSync(runPath(folder, 'scenario'), scenarioToYaml(scenario));
  const diagnostics = createTable(runPath(folder, 'diagnostics'), rowColumns, metadata);
  for (let row = 0; row <= 10; row++) {
    const time = row * 0.1;
    const value: Record<string, number> = {
      iteration: row, time, mass: 1, step: 0.1, label_time: time, label_jump: 0, energy: 1 + row * 1e-16, entropy: 4 + Math.sqrt(row) / 97,
    };
    diagnostics.append(
      Object.fromEntries(
        rowColumns.map(({ name: column }, place) => [column, [value[column] ?? 1 + Math.sin(row + place) / 3]]),
      ),
    );
  }
  diagnostics.close();
  const snapshots = createTable(runPath(folder, 'snapshots'), snapshotColumns(dimensions), metadata);
  for (const time of [0, 0.5, 1]) snapshots.append(wave(time, cells));
  snapshots.close();
  writeManifest(
    folder,
    manifest({
      ...computation, scenario: name, threads: 1, started: new Date(0), wallSeconds: 1.5, status: 'done',
      counts: { particles: cells[0] * cells[1] * cells[2], steps: 10 },
    }),
  );
}

function wave(time: number, cells: Cells): Record<string, number[]> {
  const rows: Record<string, number[]> = Object.fromEntries(snapshotColumns(dimensions).map(({ name }) => [name, []]));
  const spacing = [length / cells[0], 10 / cells[1], 10 / cells[2]];
  for (let i = 0; i < cells[0]; i++) {
    for (let j = 0; j < cells[1]; j++) {
      for (let k = 0; k < cells[2]; k++) {
        const [x, v, w] = [(i + 0.5) * spacing[0], -5 + (j + 0.5) * spacing[1], -5 + (k + 0.5) * spacing[2]];
        const moved = x + v * time;
        const row: Record<string, number> = {
          iteration: time * 10, time, id: rows.id.length, position_x: moved - length * Math.floor(moved / length), velocity_x: v,
          velocity_y: w,
          weighting:
            ((1 + amplitude * Math.cos(x)) / length) * (Math.exp(-(v * v + w * w) / 2) / length) * spacing[0] * spacing[1] * spacing[2],
        };
        for (const name of Object.keys(rows)) rows[name].push(row[name] ?? 0);
      }
    }
  }
  return rows;
}
