import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askCopy, exampleUnder } from '../adding.ts';
import { temporaryFolder } from '../io/tables.ts';
import { dampingScenario } from '../small-scenario.ts';

/** docs/adding.md says that a diagnostic is one file. Its example is added to a copy of the sources, and a run is made with it. */

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** What the copy is asked, in a process of its own: everything that speaks of diagnostics. */
const questions = `
import { readFileSync } from 'node:fs';
import { diagnostics } from './src/diagnostics/catalogue.ts';
import { summaryText } from './src/cli/summary-text.ts';
import { gridSummaryText } from './src/cli/grid-summary-text.ts';
import { compareRuns, openRun, readTable, runGrid, runScenario, writeReport } from './src/index.ts';

const scenario = JSON.parse(readFileSync('scenario.json', 'utf8'));
const options = { force: true, threads: 0, backend: 'loops', reproducible: true };
const summary = await runScenario(scenario, { ...options, out: 'run' });
const { columns, specs } = readTable('run/diagnostics.arrow');
const grid = await runGrid(scenario, { out: 'grid', force: true, velocityPoints: 12, positionPoints: 4 });
const report = await writeReport('run', { exact: false, figures: 'svg', compare: 'grid' });
const run = openRun('run');
console.log(JSON.stringify({
  first: columns.speed_max[0], description: specs.find(({ name }) => name === 'speed_max').description,
  text: summaryText(summary), gridText: gridSummaryText(grid),
  grid: String(readTable('grid/diagnostics.arrow').columns.speed_max[0]),
  compared: compareRuns(run, run).times[0].diagnostics.speed_max.difference,
  figures: report.figures, documented: diagnostics.some(({ name }) => name === 'speed_max'),
}));
`;

let told: Record<string, unknown>;
beforeAll(() => {
  told = askCopy(folder.path('.'), {
    'src/diagnostics/families/speed.ts': exampleUnder('A diagnostic'),
    'scenario.json': JSON.stringify(dampingScenario({ particles: { velocity: { count: [6, 6] } } })),
    'ask.ts': questions,
  }) as typeof told;
});

describe('a diagnostic is one file: the example of docs/adding.md', () => {
  test('is a column with its description, and its value is that of the particles', () => {
    expect(told.description).toBe('speed of the fastest particle');
    // The farthest of 6 by 6 cell centres on [-4, 4]^2.
    expect(told.first).toBeCloseTo((10 / 3) * Math.SQRT2, 14);
  });

  test('is told by the summary, compared, drawn, and a row of the documentation', () => {
    expect(told.text).toMatch(/speed_max +\d\.\d+ -> \d\.\d+/);
    expect(told.compared).toBe(0);
    expect(told.documented).toBe(true);
    expect((told.figures as string[]).map((file) => file.split('/').at(-1))).toContain('speed.svg');
  });

  test('is NaN in grid runs until the grid says it, and their summary is silent about it', () => {
    expect(told.grid).toBe('NaN');
    expect(told.gridText).not.toContain('speed_max');
  });
});
