import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { main } from '../../src/cli/program.ts';
import { runPath } from '../../src/io/run-folder.ts';
import type { ReportResult } from '../../src/report/report.ts';
import { temporaryFolder } from '../io/tables.ts';
import { writeWave } from '../report/wave.ts';
import { program } from '../run/program.ts';

const folder = temporaryFolder();
const run = folder.path('wave');
const quick = ['--exact', 'none', '--verify', 'none'];
beforeAll(() => writeWave(run));
afterAll(() => folder.remove());

async function call(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await main(argv, { out: (text) => { said.out += text; }, err: (text) => { said.err += text; }, interactive: false });
  return { code, ...said };
}

describe('report', () => {
  test('writes report.html next to the data and says where', async () => {
    const { code, out, err } = await call('report', run, ...quick);
    expect([code, out, err]).toEqual([0, `${join(run, 'report.html')}\n`, '']);
    expect(existsSync(join(run, 'report.html'))).toBe(true);
  });

  test('--json tells page, size and figures; --out and --figures say where and what', async () => {
    const out = folder.path('elsewhere.html');
    const result = JSON.parse((await call('report', run, '--out', out, '--figures', 'svg', '--json', ...quick)).out) as ReportResult;
    expect([result.page, result.bytes]).toEqual([out, readFileSync(out).length]);
    expect(result.figures.toSorted()).toEqual(readdirSync(folder.path('figures')).map((name) => folder.path(`figures/${name}`)).toSorted());
    expect(result.figures.length).toBeGreaterThan(10);
  });

  test('the judge speaks on the page', async () => {
    const small = folder.path('small');
    writeWave(small, { cells: [6, 8, 6] });
    expect((await call('report', small, '--exact', 'none')).code).toBe(0);
    const html = readFileSync(join(small, 'report.html'), 'utf8');
    for (const id of ['theorem-4-spatial', 'theorem-5-mixed', 'generic-action'])
      expect(html.includes(`id="statement-${id}"`), id).toBe(true);
    expect(html).toContain('<math display="block">');
  });

  test('a run without snapshots is reported all the same', async () => {
    const bare = folder.path('bare');
    writeWave(bare);
    rmSync(runPath(bare, 'snapshots'));
    expect((await call('report', bare, '--exact', 'none')).code).toBe(0);
    expect(readFileSync(join(bare, 'report.html'), 'utf8').includes('id="phase-space"')).toBe(false);
  });

  test('tells on a terminal what it does, on one line', async () => {
    let err = '';
    const terminal = { out: () => {}, err: (text: string) => void (err += text), interactive: true };
    const small = folder.path('told');
    writeWave(small, { cells: [4, 6, 4] });
    expect(await main(['report', small, '--exact', 'none'], terminal)).toBe(0);
    for (const stage of ['pictures of phase space', 'judging mass', 'judging cramer-rao']) expect(err).toContain(`\r${stage}`);
    expect(err.match(/\n/g)).toHaveLength(1);
  });

  test.skipIf(process.platform === 'win32')('--open gives the page to the browser that BROWSER names; without one it says so', async () => {
    const [browser, opened] = [folder.path('browser.sh'), folder.path('opened')];
    writeFileSync(browser, `#!/bin/sh\necho "$1" > '${opened}.draft' && mv '${opened}.draft' '${opened}'\n`, { mode: 0o755 });
    const before = process.env.BROWSER;
    try {
      process.env.BROWSER = browser;
      expect((await call('report', run, '--open', ...quick)).code).toBe(0);
      await vi.waitUntil(() => existsSync(opened), 20_000);
      expect(readFileSync(opened, 'utf8')).toBe(`${join(run, 'report.html')}\n`);
      process.env.BROWSER = folder.path('none');
      const { code, out, err } = await call('report', run, '--open', ...quick);
      expect([code, out]).toEqual([2, `${join(run, 'report.html')}\n`]);
      expect(err).toContain('no browser could be started');
    } finally {
      if (before === undefined) delete process.env.BROWSER;
      else process.env.BROWSER = before;
    }
  });

  // Where it is installed there is nothing to refuse.
  const hasRenderer = existsSync(join(import.meta.dirname, '../../node_modules/@resvg/resvg-js'));
  test.skipIf(hasRenderer)('--figures png without the package for it is refused before anything is written', () => {
    const bare = folder.path('early');
    writeWave(bare, { cells: [4, 6, 4] });
    // In a process of its own: here the test's runner looks for packages, and says otherwise that one is missing.
    const { status, stderr } = spawnSync(process.execPath, [program, 'report', bare, '--figures', 'png'], {
      cwd: join(import.meta.dirname, '../..'), encoding: 'utf8',
    });
    expect(stderr).toContain('npm install @resvg/resvg-js, or take SVG figures');
    expect(status).toBe(2);
    expect(existsSync(join(bare, 'report.html'))).toBe(false);
    expect(existsSync(join(bare, 'figures'))).toBe(false);
  });

  test.each([
    [['report', 'nowhere'], 'nowhere'],
    [['report', run, '--compare', 'nowhere', ...quick], 'nowhere'],
    [['report', run, '--out', ''], '--out: expected a value, found an empty one'],
    [['report', run, '--out', folder.path('.')], 'this is a folder, not a file; name a file inside it'],
    [['report', run, '--out', folder.path('none/page.html')], 'no such file or folder'],
    [['report', run, '--figures', 'gif'], "expected one of svg, png, found 'gif'"],
  ])('%j is refused with a message', async (argv, message) => {
    const { code, err } = await call(...argv);
    expect(err).toContain(message);
    expect(err).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });
});
