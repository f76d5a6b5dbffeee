import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeTable, readTable } from '../../src/io/arrow-reader.ts';
import { FileError } from '../../src/io/file-error.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { Refusal } from '../../src/refusal.ts';
import { livePage } from '../../src/report/live-page.ts';
import { watchRun, type Watch } from '../../src/report/watch.ts';
import { temporaryFolder } from '../io/tables.ts';
import { browserPath, startBrowser } from './browser.ts';
import { writeWave } from './wave.ts';
import { program } from '../run/program.ts';

const root = join(import.meta.dirname, '../..');
const folder = temporaryFolder();
const finished = folder.path('wave');
beforeAll(() => writeWave(finished, { cells: [12, 16, 4] }));
afterAll(() => folder.remove());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request with the headers and the path as they are given: no client makes them tidy. */
function asked(address: string, { method = 'GET', path = new URL(address).pathname, headers = {} } = {}): Promise<Answer> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => {
        resolve({ status: response.statusCode!, headers: response.headers, text });
      });
    });
    call.on('error', reject).end();
  });
}

describe('the server of watch', () => {
  let watch: Watch;
  beforeAll(async () => {
    watch = await watchRun(finished, { exact: false });
  });
  afterAll(() => watch.close());

  test('gives the page of the run, and once only as long as it is the same', async () => {
    const { status, headers, text } = await asked(watch.address);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('wave-1x2v');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    const again = await asked(watch.address, { headers: { 'If-None-Match': String(headers.etag) } });
    expect([again.status, again.text]).toEqual([304, '']);
    const head = await asked(watch.address, { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
  });

  test('is on 127.0.0.1 alone, under a path that nobody can guess', () => {
    expect(watch.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
  });

  test('serves no other path, however it is written', async () => {
    const own = new URL(watch.address).pathname;
    for (const path of [
      '/', '/manifest.json', `${own}manifest.json`, `${own}../`, `${own}..%2f..%2fetc/passwd`, `${own}?x`, own.slice(0, -1),
      '//etc/passwd', `http://127.0.0.1${own}`,
    ]) expect((await asked(watch.address, { path })).status, path).toBe(404);
  });

  // A page of another site can have its own name point to 127.0.0.1; then the browser names that site as Host.
  test('answers to its own name alone, and to no writing', async () => {
    for (const host of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example'])
      expect((await asked(watch.address, { headers: { Host: host } })).status, host).toBe(403);
    for (const host of ['localhost', 'localhost:8000', '127.0.0.1:1'])
      expect((await asked(watch.address, { headers: { Host: host } })).status, host).toBe(200);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await asked(watch.address, { method })).status, method).toBe(405);
  });

  test('a taken port, and what is no run folder, are refused', async () => {
    const port = Number(new URL(watch.address).port);
    await expect(watchRun(finished, { port })).rejects.toThrow(Refusal);
    await expect(watchRun(folder.path('nowhere'))).rejects.toThrow(FileError);
    await expect(watchRun(join(root, 'docs'))).rejects.toThrow('not a run folder');
  });
});

test('the page of a finished run is judged the second time, and then stays', async () => {
  let judged = 0;
  const page = livePage(finished, { exact: false, verify: async () => {
    judged++;
    return [];
  } }, () => judged);
  const [first, second, third] = [await page(), await page(), await page()];
  expect([judged, first.tag === second.tag || second.tag === third.tag]).toEqual([1, true]);
});

describe.skipIf(browserPath === undefined || process.platform === 'win32')('a live run in Chromium', () => {
  const run = folder.path('live');
  const children: ChildProcess[] = [];
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    for (const child of children) child.kill('SIGKILL');
  });

  function start(...argv: string[]): { child: ChildProcess; said: { out: string; err: string }; ended: Promise<number | null> } {
    const child = spawn(process.execPath, [program, ...argv], { cwd: root });
    children.push(child);
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (said.out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (said.err += text));
    return { child, said, ended: new Promise((resolve) => child.on('exit', resolve)) };
  }
  /** Rows of a table that is just being made, too. */
  function rowsOf(path: string): number {
    try {
      return existsSync(path) ? describeTable(path).rows : 0;
    } catch (error) {
      if (error instanceof FileError) return 0;
      throw error;
    }
  }
  async function until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await pause(50);
  }

  test('is followed from its first outputs to its end, with zoom and choices kept; the page outlives the command', async () => {
    const running = start(
      'run', 'scenarios/damping-1x2v.yaml', '--out', run, '--threads', '1', '--quiet', '--set', 'particles.position.count=8',
      'particles.velocity.count=12', 'time.step=0.01', 'time.end=1.5', 'output.diagnostics.every=0.05', 'output.snapshots.every=0.25',
    );
    // Held after its first output until the page is open, however slow this machine is.
    await until(() => rowsOf(runPath(run, 'diagnostics')) > 1);
    running.child.kill('SIGSTOP');
    const watch = start('watch', run, '--exact', 'none');
    await until(() => watch.said.out.includes('\n'));
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    const tab = await context.newPage();
    tab.setDefaultTimeout(100_000);
    const complaints: string[] = [];
    tab.on('pageerror', (error) => complaints.push(error.message));
    tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await tab.goto(watch.said.out.trim());
    await tab.waitForSelector('#entropy .legend button');
    await tab.waitForSelector('#phase-space .views option', { state: 'attached' });
    expect(await tab.locator('#lead').textContent()).toContain('running');
    const progress = () => tab.locator('#live').textContent();
    await tab.waitForFunction(() => document.querySelector('#live')?.textContent);
    const before = await progress();
    expect(before).toMatch(/^t = \S+ of 1.5, step \d+ of 150/);
    // What a reader chose stays as it is while numbers arrive.
    await tab.locator('#phase-space .views').selectOption('change');
    const hidden = tab.locator('#entropy .legend button').first();
    await hidden.click();
    const curve = () => tab.locator('#fisher-v .plot path.line.s1').getAttribute('d');
    const early = (await curve())!.split('L').length;
    // On for a while and held again: a page that is slow sees it on its way all the same.
    const noted = (): number => (JSON.parse(readFileSync(runPath(run, 'progress'), 'utf8')) as { step: number }).step;
    const held = noted();
    running.child.kill('SIGCONT');
    await until(() => rowsOf(runPath(run, 'diagnostics')) > early + 6 && noted() > held);
    running.child.kill('SIGSTOP');
    await tab.waitForFunction((least) =>
      document.querySelector('#fisher-v .plot path.line.s1')!.getAttribute('d')!.split('L').length > least + 5, early);
    await tab.waitForFunction((text) => ![text, ''].includes(document.querySelector('#live')!.textContent), before);
    expect(await progress()).toMatch(/ s left \(at /);
    running.child.kill('SIGCONT');
    expect(await running.ended).toBe(0);
    await tab.waitForFunction(() => /done/.test(document.querySelector('#lead')?.textContent ?? ''));
    await tab.waitForSelector('#statements');
    expect((await curve())!.split('L').length).toBe(readTable(runPath(run, 'diagnostics')).rows);
    expect(await tab.locator('#phase-space .views').inputValue()).toBe('change');
    expect(await hidden.getAttribute('aria-pressed')).toBe('false');
    expect(await tab.locator('#phase-space input[type=range]').getAttribute('max')).toBe('6');
    expect(watch.said.err).toContain('the run has ended: done');
    expect(complaints).toEqual([]);

    watch.child.kill('SIGINT');
    expect(await watch.ended).toBe(0);
    await tab.waitForFunction(() => /has ended/.test(document.querySelector('#live')?.textContent ?? ''));
    expect(await tab.locator('#entropy .plot svg').count()).toBe(1);
    await context.close();
  }, 240_000);
});
