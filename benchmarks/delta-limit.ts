/**
 * The study of delta-limit-1x2v: a density wave with a kappa of unit integral and a width that goes to 0, against the exact linear
 * response of each width, and of the local Landau equation. Prints the table of docs/linear-response.md.
 *
 *   npx tsx benchmarks/delta-limit.ts [FOLDER]
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTable } from '../src/io/arrow-reader.ts';
import { linearColumns } from '../src/judge/linear-columns.ts';
import { loadScenario } from '../src/scenario/scenario.ts';
import { runStudy } from '../src/study/study.ts';

const name = 'delta-limit-1x2v';
const widths = [1.6, 0.8, 0.4, 0.2];
const out = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'delta-'));

/** The density mode at the scenario's end over its first value, to first order in the wave. */
function exact(width: number): number {
  const scenario = loadScenario(name, [`equation.kappa.width=${width}`]);
  const { rows } = linearColumns(scenario, [0, scenario.time.end]);
  return rows[1].density_mode_x / rows[0].density_mode_x;
}

// The response is even in the width: two small ones give the limit to the fourth power of the smaller.
const local = (4 * exact(0.05) - exact(0.1)) / 3;

const runs = await runStudy(name, [], [{ path: 'equation.kappa.width', values: widths.map(String) }], {
  out, jobs: 1, threads: 2, backend: 'auto', reproducible: false,
});
console.log('| width | run | exact | run − exact | exact − local | the same over width² |\n|---|---|---|---|---|---|');
runs.forEach(({ folder }, k) => {
  const { density_mode_x: mode } = readTable(join(folder, 'diagnostics.arrow')).columns;
  const [found, wanted] = [mode[mode.length - 1] / mode[0], exact(widths[k])];
  const gap = wanted - local;
  const cells = [widths[k], found.toFixed(7), wanted.toFixed(7), (found - wanted).toExponential(1), gap.toExponential(3),
    (gap / widths[k] ** 2).toExponential(3)];
  console.log(`| ${cells.join(' | ')} |`);
});
console.log(`| 0 | | ${local.toFixed(7)} | | 0 | |`);
