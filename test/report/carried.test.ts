import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { runPath } from '../../src/io/run-folder.ts';
import type { ReportData } from '../../src/report/nouns.ts';
import { revived } from '../../src/report/page/numbers.js';
import { centreOf, valuesOf } from '../../src/report/page/phase-values.js';
import { sectionsOf } from '../../src/report/page/series.js';
import { pictures } from '../../src/report/phase-space.ts';
import { readRun } from '../../src/report/run-data.ts';
import { writeReport } from '../../src/report/report.ts';
import { runScenario } from '../../src/run/run.ts';
import { randomScenario, waveScenario } from '../galerkin/scenarios.ts';
import { temporaryFolder } from '../io/tables.ts';

const folder = temporaryFolder();
const run = folder.path('wave');
const free = folder.path('free');
const options = { force: false, threads: 0, backend: 'auto', reproducible: false } as const;

beforeAll(async () => {
  await runScenario(waveScenario(), { ...options, out: run });
  await runScenario(randomScenario('3X-3V in free space'), { ...options, out: free });
});
afterAll(() => folder.remove());

const dataOf = (file: string): ReportData =>
  (revived(/id="data">(.*?)<\/script>/s.exec(readFileSync(file, 'utf8'))![1]) as { run: ReportData }).run;
const noteOf = (html: string): string => /<figure class="card[^>]*id="phase-space">.*?<p class="note">(.*?)<\/p>/s.exec(html)![1];

describe('the report of a run whose particles carry f', () => {
  test('draws phase space and density from Hermite moments: those of the initial data at first', () => {
    const drawn = pictures(runPath(run, 'snapshots'), waveScenario(), readTable(runPath(run, 'diagnostics')))!;
    const { phaseSpace: { planes: [phaseSpace] }, density } = drawn;
    expect(phaseSpace.frames.map(({ time }) => time)).toEqual(density!.times);
    const values = valuesOf(phaseSpace, 0);
    let worst = 0;
    for (let row = 0; row < phaseSpace.y.count; row++) {
      for (let column = 0; column < phaseSpace.x.count; column++) {
        const [x, v] = [centreOf(phaseSpace.x, column), centreOf(phaseSpace.y, row)];
        const exact = ((1 + 0.3 * Math.cos(x)) * Math.exp((-v * v) / 2)) / (2 * Math.PI) ** 1.5;
        worst = Math.max(worst, Math.abs(values[row * phaseSpace.x.count + column] - exact));
      }
    }
    // The lattice of 6 by 12^2 ends at 4.5 thermal speeds: its moments, and so f, are 1e-3 of the peak off at most.
    expect(worst / phaseSpace.largest).toBeLessThan(1e-3);
    density!.x.forEach((x, k) => expect(density!.values[0][k]).toBeCloseTo((1 + 0.3 * Math.cos(x)) / (2 * Math.PI), 3));
  });

  test('has charts of the indicators, marks the rows after a remap, and takes the jumps out of the production', async () => {
    const { page } = await writeReport(run, { exact: false });
    const sections = sectionsOf(dataOf(page));
    const indicators = sections.find(({ id }) => id === 'indicators')!.charts;
    expect(indicators.map(({ id }) => id)).toEqual(['score-residual', 'determinant', 'space', 'remaps']);
    const { columns } = readRun(run).diagnostics;
    const chart = sections.flatMap(({ charts }) => charts).find(({ id }) => id === 'entropy')!;
    const marks = chart.series.find(({ label }) => label === 'remaps')!;
    expect(marks.points).toBe(true);
    const marked = Array.from(marks.y).flatMap((y, row) => (Number.isFinite(y) ? [row] : []));
    // Laid anew at t = 0.2, the third row.
    expect(marked).toEqual([2]);
    const produced = chart.series.find(({ label }) => label === '\u222bD dt')!;
    const last = columns.time.length - 1;
    expect(produced.y[last]).toBe(columns.entropy[last] - columns.entropy[0] - columns.generic_residual[last] - columns.remap_jump[last]);
  });

  test('speaks of moments, lower bounds and the score, not of a blob or its label', async () => {
    const { page } = await writeReport(run, { exact: false });
    const html = readFileSync(page, 'utf8');
    expect(noteOf(html)).toContain('the Hermite moments of the particles');
    for (const text of ['galerkin, degree 4, modes 2', 'a lower bound', 'Largest density', 'score: remaps', 'score: tried'])
      expect(html.includes(text), text).toBe(true);
    const shown = html.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<pre>[\s\S]*?<\/pre>/g, '');
    expect(/blob|mollifier|smoothed/i.exec(shown)).toBeNull();
  });

  test('in free space, where the score has too few functions of x, the picture is smoothed and says so', async () => {
    const { page } = await writeReport(free, { exact: false });
    expect(noteOf(readFileSync(page, 'utf8'))).toContain('smoothed for the picture alone');
  });

  test('the comparison is the run minus the one it is compared with', async () => {
    const other = folder.path('other');
    await runScenario(waveScenario({ equation: { strength: 0.5 } }), { ...options, out: other });
    const { page } = await writeReport(run, { exact: false, compare: other, out: join(other, 'both.html') });
    const last = (name: string): number => readTable(runPath(name, 'diagnostics')).columns.entropy.at(-1)!;
    const row = /<td>entropy<\/td><td>(.*?)<\/td><td>(.*?)<\/td><td>(.*?)<\/td>/.exec(readFileSync(page, 'utf8'))!;
    expect([Number(row[1]), Number(row[2])]).toEqual([last(run), last(other)]);
    expect(last(run)).toBeGreaterThan(last(other));
    expect(Number(row[3].replaceAll('\u2212', '-'))).toBeCloseTo(last(run) - last(other), 4);
  });
});
