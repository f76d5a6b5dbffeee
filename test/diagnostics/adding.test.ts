import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askCopy, exampleUnder } from '../adding.ts';
import { temporaryFolder } from '../io/tables.ts';
import { dampingScenario } from '../small-scenario.ts';

/** docs/adding.md says that a diagnostic is one file. Its two examples are added to a copy of the sources, and runs are made with them. */

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** What the copy is asked, in a process of its own: everything that speaks of diagnostics. */
const questions = `
import { readFileSync } from 'node:fs';
import { diagnostics } from './src/diagnostics/catalogue.ts';
import { summaryText } from './src/cli/summary-text.ts';
import { gridSummaryText } from './src/cli/grid-summary-text.ts';
import { compareRuns, openRun, readTable, resumeRun, runGrid, runScenario, writeReport } from './src/index.ts';

const scenario = JSON.parse(readFileSync('scenario.json', 'utf8'));
const options = { force: true, threads: 0, backend: 'loops', reproducible: true };
const summary = await runScenario(scenario, { ...options, out: 'run' });
const { columns, specs } = readTable('run/diagnostics.arrow');
const grid = await runGrid(scenario, { out: 'grid', force: true, velocityPoints: 12, positionPoints: 4 });
const report = await writeReport('run', { exact: false, figures: 'svg', compare: 'grid' });
const run = openRun('run');
const steps = { ...scenario, output: { ...scenario.output, diagnostics: { every: scenario.time.step } } };
let before;
const moved = ({ particles: { velocity, count } }) => {
  const now = velocity.map((column) => column.slice(0, count));
  const changes = before ? Array.from(now[0], (_, i) => Math.hypot(...now.map((v, d) => v[i] - before[d][i]))) : [0];
  before = now;
  return Math.max(...changes);
};
await runScenario(steps, { ...options, out: 'steps', diagnostics: { moved } });
let waited = 0;
const afterOne = () => waited++ > 0;
await runScenario(scenario, { ...options, out: 'parts', interrupted: afterOne });
await resumeRun('parts', options);
const kicks = (folder) => [...readTable(folder + '/diagnostics.arrow').columns.kick_max];
console.log(JSON.stringify({
  first: columns.speed_max[0], description: specs.find(({ name }) => name === 'speed_max').description,
  text: summaryText(summary), gridText: gridSummaryText(grid),
  grid: String(readTable('grid/diagnostics.arrow').columns.speed_max[0]),
  compared: compareRuns(run, run).times[0].diagnostics.speed_max.difference,
  moved: [...readTable('steps/diagnostics.arrow').columns.moved], kicks: ['steps', 'run', 'parts'].map(kicks),
  figures: report.figures, documented: diagnostics.some(({ name }) => name === 'speed_max'),
}));
`;

let told: Record<string, unknown>;
beforeAll(() => {
  told = askCopy(folder.path('.'), {
    'src/diagnostics/families/speed.ts': exampleUnder('A diagnostic'),
    'src/diagnostics/families/kick.ts': exampleUnder('A diagnostic of steps'),
    'scenario.json': JSON.stringify(dampingScenario({
      particles: { velocity: { count: [6, 6] } }, time: { step: 0.125, end: 0.5 }, output: { diagnostics: { every: 0.25 } },
    })),
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

  test('is measured over steps: the largest of those since the row before, in a run that was stopped between two rows too', () => {
    const [steps, run, parts] = told.kicks as [number[], number[], number[]];
    expect(steps).toHaveLength(5);
    expect(steps[1]).toBeGreaterThan(0);
    expect(steps).toEqual(told.moved);
    expect(run).toEqual([0, Math.max(steps[1], steps[2]), Math.max(steps[3], steps[4])]);
    expect(parts).toEqual(run);
  });

  test('is NaN in grid runs until the grid says it, and their summary is silent about it', () => {
    expect(told.grid).toBe('NaN');
    expect(told.gridText).not.toContain('speed_max');
  });
});
