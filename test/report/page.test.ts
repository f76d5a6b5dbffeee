import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { createTable } from '../../src/io/arrow-writer.ts';
import { diagnosticsColumns } from '../../src/io/columns.ts';
import { runPath } from '../../src/io/run-folder.ts';
import type { ReportData, StudyData, Verdict } from '../../src/report/nouns.ts';
import { revived } from '../../src/report/page/numbers.js';
import { studySections } from '../../src/report/page/study-charts.js';
import { writeReport } from '../../src/report/report.ts';
import { spec, temporaryFolder } from '../io/tables.ts';
import { browserPath, startBrowser, visit } from './browser.ts';
import { writeWave } from './wave.ts';

const folder = temporaryFolder();
const run = folder.path('wave');
const other = folder.path('other');
const page = join(run, 'report.html');
const verdicts: Verdict[] = [
  {
    id: 'theorem-5-mixed',
    statement: 'I_mixed <never> rises.',
    source: 'the paper 2025, Theorem 5',
    assumptionsMet: true,
    verdict: 'violated',
    worstViolation: 0.02,
    tolerance: 1e-3,
    unmet: [],
    because: 'the exact <solution> rises too',
    series: [
      { time: 0, value: 2 },
      { time: 1, value: 2.02 },
    ],
  },
];

beforeAll(async () => {
  writeWave(run);
  writeWave(other, { name: 'other-1x2v' });
  await writeReport(run, { compare: other, exact: false, figures: 'svg', verify: async () => verdicts });
});
afterAll(() => folder.remove());

const dataOf = (file: string): { run?: ReportData; study?: StudyData } =>
  revived(/id="data">(.*?)<\/script>/s.exec(readFileSync(file, 'utf8'))![1]);

describe('the page', () => {
  test('holds every column of diagnostics.arrow, digit for digit, of both runs', () => {
    const { runs } = dataOf(page).run!;
    for (const [k, source] of [run, other].entries()) {
      const { columns } = readTable(runPath(source, 'diagnostics'));
      expect(Object.keys(runs[k].columns)).toEqual(Object.keys(columns));
      for (const [name, values] of Object.entries(columns)) expect(runs[k].columns[name], name).toEqual(Array.from(values));
    }
  });

  test('asks for nothing outside itself and stays small', () => {
    const html = readFileSync(page, 'utf8');
    const addresses = html.match(/https?:\/\/[^"'\s<)]*/g) ?? [];
    // The name of the SVG namespace is no address to go to.
    expect(addresses.filter((address) => address !== 'http://www.w3.org/2000/svg')).toEqual([]);
    expect(html.match(/<(script|link|img|iframe|object|source)\b[^>]*\b(src|href)="(?!data:)/g)).toBeNull();
    expect(html.includes("default-src 'none'")).toBe(true);
    expect(statSync(page).size).toBeLessThan(3e6);
  });

  test('shows scenario, manifest, verdicts and comparison, with foreign text escaped', () => {
    const html = readFileSync(page, 'utf8');
    for (const text of [
      'wave-1x2v',
      'variancePreserving',
      'I<sub>mixed</sub> &lt;never&gt; rises.',
      '\u2717 violated',
      'other-1x2v',
      'Why violated: the exact &lt;solution&gt; rises too.',
    ])
      expect(html.includes(text), text).toBe(true);
    expect(html.includes('<never>')).toBe(false);
    // d M / T of the initial data, d = 2 and M = T = 1, whatever their sampling made of it.
    expect(dataOf(page).run!.fisherFloor).toBeCloseTo(2, 14);
  });

  test('static figures stand alone', () => {
    for (const name of ['overview', 'entropy', 'fisher-mixed', 'density', 'phase-space-last']) {
      const svg = readFileSync(join(run, 'figures', `${name}.svg`), 'utf8');
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(svg.includes('<style>')).toBe(true);
      expect(/NaN|Infinity|undefined/.exec(svg)).toBeNull();
    }
  });

  test('exact values are added where the scenario has an exact solution', async () => {
    const out = folder.path('exact.html');
    await writeReport(run, { out });
    const exact = dataOf(out).run!.runs.find(({ role }) => role === 'exact')!;
    // Wave of amplitude 0.4: |mode| = 0.2 at t = 0; 0.91219 of it at t = 0.5 (spectrally converged value of this case).
    expect(exact.columns.density_mode_x[0]).toBeCloseTo(0.2, 10);
    expect(exact.columns.density_mode_x[5] / 0.2).toBeCloseTo(0.91219, 5);
  });
});

test('the page of a study draws each result against each varied parameter, with equal numbers', async () => {
  const study = folder.path('study');
  mkdirSync(study);
  const variations = [{ path: 'time.step', values: ['0.1', '0.2'] }, { path: 'time.scheme', values: ['rk4', 'euler'] }];
  const names = ['time.step', 'time.step#', 'time.scheme', 'time.scheme#', 'completed', 'entropy', 'verdict_mass', 'violation_mass'];
  const table = createTable(
    join(study, 'summary.arrow'), names.map((name) => spec(name)), { 'fuzzy-landau-study': JSON.stringify({ variations }) },
  );
  for (let row = 0; row < 4; row++) {
    const [step, scheme] = [Math.floor(row / 2), row % 2];
    const values = [0.1 * (step + 1), step, NaN, scheme, 1, Math.log(row + 2) / 3, [1, 0, -1, NaN][row], 0.5];
    table.append(Object.fromEntries(names.map((name, k) => [name, [values[k]]])));
  }
  table.close();
  const { page: file } = await writeReport(study);
  const html = readFileSync(file, 'utf8');
  // One result, entropy, by two parameters: violation_mass is the same in all runs, and said to be.
  expect(html.match(/<figure/g)).toHaveLength(2);
  expect(html).toContain('not drawn: violation mass.');
  for (const text of [String(Math.log(3) / 3), 'By time.scheme', '0: rk4, 1: euler', '<td class="violated">\u2717</td>']) {
    expect(html.includes(text), text).toBe(true);
  }
  expect(studySections(dataOf(file).study!)[0].charts[0].series.map(({ label, x }) => [label, Array.from(x)])).toEqual([
    ['scheme = rk4', [0.1, 0.2]], ['scheme = euler', [0.1, 0.2]],
  ]);
});

test('the page of a study draws its runs over each other, each by its name and colour, where they are still there', async () => {
  const study = folder.path('overlaid');
  mkdirSync(study);
  const variations = [{ path: 'equation.strength', values: ['1', '2', '3'] }];
  const folders = ['1_strength=1', '2_strength=2', '3_strength=3'].map((name) => `elsewhere/${name}`);
  for (const name of folders.slice(0, 2)) writeWave(join(study, basename(name)), { cells: [4, 4, 4] });
  const names = ['equation.strength', 'equation.strength#', 'completed', 'entropy'];
  const metadata = { 'fuzzy-landau-study': JSON.stringify({ variations, folders }) };
  const table = createTable(join(study, 'summary.arrow'), names.map((name) => spec(name)), metadata);
  for (let row = 0; row < 3; row++) table.append(Object.fromEntries(names.map((name, k) => [name, [[row + 1, row, 1, row / 7][k]]])));
  table.close();
  const { page: file } = await writeReport(study);
  const sections = studySections(dataOf(file).study!);
  expect(sections.map(({ id }) => id)).toEqual(['over-time', 'by-0']);
  const chart = sections[0].charts.find(({ id }) => id === 'over-time-fisher-x')!;
  expect(chart.series.map(({ label }) => label)).toEqual(['strength = 1', 'strength = 2']);
  expect(new Set(chart.series.map(({ colour }) => colour)).size).toBe(2);
  const { columns } = readTable(runPath(join(study, '2_strength=2'), 'diagnostics'));
  expect(Array.from(chart.series[1].y)).toEqual(Array.from(columns.fisher_x));
  expect(readFileSync(file, 'utf8')).toContain('Over time 2 of them are drawn.');
});

// Twenty thousand outputs in three velocities, sixty snapshots, a second run and every statement: thinned, not 40 MB.
test('the page of a long run stays below 3 MB, and its rows are rows of the file', async () => {
  const long = folder.path('long');
  writeWave(long, { cells: [4, 4, 4] });
  const specs = diagnosticsColumns({ x: 1, v: 3 }, 'blob');
  const { metadata } = readTable(runPath(long, 'diagnostics'));
  const snapshots = readTable(runPath(long, 'snapshots'));
  const rows = 20_000;
  for (const file of ['diagnostics', 'snapshots'] as const) rmSync(runPath(long, file));
  const table = createTable(runPath(long, 'diagnostics'), specs, metadata);
  table.append(
    Object.fromEntries(
      specs.map(({ name }, place) => [
        name, Float64Array.from({ length: rows }, (_, row) => (name === 'time' ? row / 7000 : 1 + Math.sin(row * place) / 3)),
      ]),
    ),
  );
  table.close();
  const moving = createTable(runPath(long, 'snapshots'), snapshots.specs, metadata);
  for (let k = 0; k < 60; k++)
    moving.append(
      Object.fromEntries(
        snapshots.specs.map(({ name }) => [
          name, name === 'time' ? new Float64Array(64).fill(k / 20) : snapshots.columns[name].slice(0, 64),
        ]),
      ),
    );
  moving.close();
  const series = Array.from({ length: rows }, (_, k) => ({ time: k / 7000, value: Math.sin(k), other: Math.cos(k) }));
  const { page: file, bytes } = await writeReport(long, {
    compare: long, exact: false,
    verify: async () => Array.from({ length: 15 }, (_, k) => ({ ...verdicts[0], id: `statement-${k}`, series })),
  });
  expect(bytes).toBeLessThan(3e6);
  const { run: shown } = dataOf(file);
  const { columns } = readTable(runPath(long, 'diagnostics'));
  expect(shown!.runs[0].every).toBe(39);
  shown!.runs[0].columns.time.forEach((time, k) => {
    const row = columns.time.indexOf(time);
    expect(columns.entropy[row]).toBe(shown!.runs[0].columns.entropy[k]);
  });
  expect(shown!.runs[0].columns.time.at(-1)).toBe(columns.time[rows - 1]);
});

describe.skipIf(browserPath === undefined)('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  test('opens from a file without a complaint or a request', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page: tab, complaints, requests } = await visit(browser, page, { colorScheme });
      expect(await tab.locator('figure .plot svg').count()).toBeGreaterThan(10);
      expect(complaints).toEqual([]);
      expect(requests).toEqual([]);
      await tab.context().close();
    }
  });

  test('the slider goes through the snapshots and changes the picture', async () => {
    const { page: tab, complaints } = await visit(browser, page);
    const picture = () => tab.locator('#phase-space image').getAttribute('href');
    const first = await picture();
    await tab.locator('#phase-space input[type=range]').press('ArrowRight');
    expect(await tab.locator('#phase-space .time').textContent()).toBe('t = 0.5');
    const second = await picture();
    expect(second).not.toBe(first);
    await tab.locator('#phase-space input[type=checkbox]').check();
    expect(await picture()).not.toBe(second);
    await tab.locator('#phase-space .play').click();
    await tab.waitForFunction(() => document.querySelector('#phase-space .time')?.textContent === 't = 1');
    expect(complaints).toEqual([]);
    await tab.context().close();
  });

  test('hovering reads values of the file, digit for digit; dragging zooms, a double click goes back', async () => {
    const { page: tab } = await visit(browser, page);
    const { columns } = readTable(runPath(run, 'diagnostics'));
    const plot = tab.locator('#fisher-x .plot');
    await plot.focus();
    for (let presses = 0; presses < 4; presses++) await tab.keyboard.press('ArrowRight');
    expect(await tab.locator('#fisher-x .legend data').first().getAttribute('value')).toBe(String(columns.fisher_x[3]));
    const ticks = () => plot.locator('.tick').allTextContents();
    const whole = await ticks();
    const { x, y, width, height } = (await plot.boundingBox())!;
    await tab.mouse.move(x + 0.4 * width, y + height / 2);
    expect(await tab.locator('#fisher-x .reading').textContent()).toContain('time t = ');
    // Nothing lies over the curves: what stands in the plot is the plot.
    expect(await plot.locator(':scope > *').evaluateAll((all) => all.filter((one) => one.checkVisibility()).length)).toBe(1);
    await tab.mouse.down();
    await tab.mouse.move(x + 0.6 * width, y + height / 2, { steps: 3 });
    await tab.mouse.up();
    expect(await ticks()).not.toEqual(whole);
    await plot.dblclick({ position: { x: width / 2, y: height / 2 } });
    expect(await ticks()).toEqual(whole);
    await tab.context().close();
  });

  test('the legend switches curves off and on', async () => {
    const { page: tab } = await visit(browser, page);
    const entry = tab.locator('#conservation .legend button').first();
    const lines = () => tab.locator('#conservation .plot path.line').count();
    const all = await lines();
    await entry.click();
    expect([await lines(), await entry.getAttribute('aria-pressed')]).toEqual([all - 1, 'false']);
    await entry.click();
    expect(await lines()).toBe(all);
    await tab.context().close();
  });

  test('the theme button turns the page dark and light', async () => {
    const { page: tab } = await visit(browser, page);
    const background = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await tab.locator('#theme').click();
    expect(await background()).not.toBe(light);
    await tab.locator('#theme').click();
    expect(await background()).toBe(light);
    await tab.context().close();
  });

  test('a window of 360 pixels needs no sideways scrolling', async () => {
    const { page: tab, complaints } = await visit(browser, page, { width: 360 });
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(complaints).toEqual([]);
    await tab.context().close();
  });
});
