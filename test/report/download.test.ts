import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { runPath } from '../../src/io/run-folder.ts';
import type { Chart } from '../../src/report/nouns.ts';
import { chartCsv } from '../../src/report/page/download.js';
import { writeReport } from '../../src/report/report.ts';
import { temporaryFolder } from '../io/tables.ts';
import { browserPath, startBrowser, visit } from './browser.ts';
import { writeWave } from './wave.ts';

test('the CSV of a chart has a row for each x, a column for each curve, every digit, and nothing where there is no value', () => {
  const chart: Chart = {
    id: 'c', title: 't', note: '', xLabel: 'time t', yLabel: 'y',
    series: [
      { label: 'S, "own"', x: [0, 0.1 + 0.2], y: [1 / 3, NaN], colour: 0 },
      { label: 'exact', x: [0.15, 0], y: [1e-320, 2], colour: 1, points: true },
    ],
  };
  expect(chartCsv(chart)).toBe(`time t,"S, ""own""",exact\n0,${1 / 3},2\n0.15,,1e-320\n0.30000000000000004,,\n`);
});

/** Width, height and raw scanlines of a PNG (RFC 2083), its checks by the inflater. */
function decodedPng(bytes: Buffer): { width: number; height: number; raw: Buffer } {
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + size));
    at += size + 12;
  }
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), raw: inflateSync(Buffer.concat(data)) };
}

describe.skipIf(browserPath === undefined)('what a card gives away in Chromium', () => {
  const folder = temporaryFolder();
  const run = folder.path('wave');
  let browser: Browser;
  let tab: Page;
  let complaints: string[];
  beforeAll(async () => {
    writeWave(run);
    const { page } = await writeReport(run, { exact: false });
    browser = await startBrowser();
    ({ page: tab, complaints } = await visit(browser, page));
  });
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  async function taken(id: string, kind: 'svg' | 'png' | 'csv'): Promise<{ name: string; bytes: Buffer }> {
    const download = tab.waitForEvent('download');
    await tab.locator(`#${id} .tools summary`).click();
    await tab.locator(`#${id} .tools [data-kind=${kind}]`).click();
    const file = await download;
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
  }
  const wellFormed = (svg: string): Promise<string> => tab.evaluate((text) => {
    const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
    return root.querySelector('parsererror')?.textContent ?? root.localName;
  }, svg);

  test('an SVG that stands alone, with its title and its own style', async () => {
    const { name, bytes } = await taken('fisher-mixed', 'svg');
    expect(name).toBe('wave-1x2v-fisher-mixed.svg');
    expect(await wellFormed(bytes.toString())).toBe('svg');
    expect(bytes.toString()).toContain('Mixed Fisher information');
    expect(bytes.toString()).toContain('<style>');
  });

  test('a PNG with pixels of more than one colour', async () => {
    const { width, height, raw } = decodedPng((await taken('entropy', 'png')).bytes);
    expect([width, height]).toEqual([1560, 1020]);
    expect(raw.length).toBeGreaterThanOrEqual(height * (1 + 3 * width));
    expect(new Set(raw).size).toBeGreaterThan(16);
  });

  test('a CSV with the numbers of diagnostics.arrow, digit for digit', async () => {
    const rows = (await taken('fisher-x', 'csv')).bytes.toString().trim().split('\n').map((line) => line.split(','));
    const { columns } = readTable(runPath(run, 'diagnostics'));
    expect(rows[0]).toEqual(['time t', 'I_x']);
    expect(rows.slice(1).map(([time, value]) => [Number(time), Number(value)]))
      .toEqual(Array.from(columns.time, (time, k) => [time, columns.fisher_x[k]]));
  });

  test('phase space as it is shown: the view that is chosen, as picture and as numbers', async () => {
    await tab.locator('#phase-space .views').selectOption('change');
    await tab.locator('#phase-space input[type=range]').press('End');
    const svg = (await taken('phase-space', 'svg')).bytes.toString();
    expect(await wellFormed(svg)).toBe('svg');
    expect(svg).toContain('f \u2212 f(0), t = 1');
    const csv = (await taken('phase-space', 'csv')).bytes.toString().trim().split('\n');
    expect(csv[0]).toBe('x,v_x,"f \u2212 f(0), t = 1"');
    // The wave of 0.4 has streamed for a time 1: f changes by up to (0.4 + 0.4 e^(-1/2)) M(0)/(2 pi) or so, both ways.
    const changes = csv.slice(1).map((line) => Number(line.split(',')[2]));
    expect(Math.max(...changes)).toBeGreaterThan(0.005);
    expect(Math.min(...changes)).toBeLessThan(-0.005);
    expect(complaints).toEqual([]);
  });
});
