import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explain } from '../../src/cli/guard.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { call, program, root, start } from '../run/program.ts';
import { dampingScenario } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'endurance-'));
const scenario = join(folder, 'small.yaml');
const stackTrace = /\n {4}at /;
beforeAll(() =>
  writeFileSync(scenario, scenarioToYaml(dampingScenario({ particles: { position: { count: [4] }, velocity: { count: [4, 4] } } }))),
);
afterAll(() => rmSync(folder, { recursive: true }));

const statusOf = (out: string): string => (JSON.parse(readFileSync(runPath(out, 'manifest'), 'utf8')) as { status: string }).status;

/** A module that every thread runs first. */
function preload(name: string, text: string): string {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `import { isMainThread } from 'node:worker_threads';\n${text}`);
  return pathToFileURL(file).href;
}

describe('output that nobody takes', () => {
  test('a run whose stderr was closed goes on to its end', async () => {
    const out = join(folder, 'stderr');
    const { child, ended } = start(['run', scenario, '--out', out, '--threads', '1', '--set', 'mollifier.width.position=1.9']);
    child.stderr!.destroy();
    expect(await ended).toMatchObject({ code: 0 });
    expect(statusOf(out)).toBe('done');
  });

  test('a run whose stdout was closed too', async () => {
    const out = join(folder, 'both');
    const { child, ended } = start(['run', scenario, '--out', out, '--threads', '1']);
    child.stderr!.destroy();
    child.stdout!.destroy();
    expect(await ended).toMatchObject({ code: 0 });
    expect(statusOf(out)).toBe('done');
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk behind stdout is said in words, and a run has its files', () => {
    const full = openSync('/dev/full', 'w');
    const into = (...argv: string[]) =>
      spawnSync(process.execPath, [program, ...argv], { cwd: root, stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
    const list = into('list');
    expect(list.stderr).toBe(
      'standard output: the disk is full; free some space or choose another folder; what was already written is kept\n',
    );
    expect(list.status).toBe(2);
    const out = join(folder, 'full');
    expect(into('run', scenario, '--out', out, '--threads', '1', '--quiet').status).toBe(2);
    expect(statusOf(out)).toBe('done');
  });
});

describe('errors from nowhere', () => {
  test.each([
    ['rejection', "Promise.reject(new Error('out of nowhere'))"],
    ['exception', "throw new Error('out of nowhere')"],
    ['rejection without a reason', 'Promise.reject(undefined)'],
  ])('a stray %s closes the files of a run, which can be resumed, and is said to be a bug', async (name, how) => {
    const out = join(folder, name);
    const waiting = preload(name, `import { existsSync } from 'node:fs';
if (isMainThread) {
  const timer = setInterval(() => {
    if (!existsSync(${JSON.stringify(runPath(out, 'checkpoint'))})) return;
    clearInterval(timer);
    ${how};
  }, 20);
  timer.unref();
}
`);
    const { ended } = start(['run', scenario, '--out', out, '--threads', '1', '--quiet', '--set', 'time.end=500'], waiting);
    const { code, err } = await ended;
    expect(err).toMatch(/internal error: (out of nowhere|undefined)\nThis is a bug/);
    expect(err).not.toMatch(stackTrace);
    expect(code).toBe(1);
    expect(statusOf(out)).toBe('interrupted');
    expect((await call('recover', out)).out).toContain('valid; go on with: fuzzy-landau resume');
  });

  test.each([
    ['is lost in the first evaluation', 'const { add } = Atomics; Atomics.add = (...claim) => { process.exit(7); return add(...claim); };'],
    ['cannot start', "throw new Error('no room');"],
  ])('a worker that %s ends the run with 3 and leaves nothing', async (name, how) => {
    const out = join(folder, `worker ${name}`);
    const { ended } = start(
      ['run', scenario, '--out', out, '--threads', '2', '--quiet', '--set', 'sums.moments=false'],
      preload(`worker-${name.length}`, `if (!isMainThread) { ${how} }\n`),
    );
    const { code, err } = await ended;
    expect(err).toMatch(/a worker thread failed/);
    expect(err).not.toMatch(stackTrace);
    expect(code).toBe(3);
    expect(existsSync(out)).toBe(false);
  });

  test('a NUL in a file name of the scenario is refused with its place', async () => {
    const text = scenarioToYaml(dampingScenario()).replace(/initial:[^]*?(?=\nmollifier)/, 'initial: { kind: arrow, file: "\\0" }');
    const file = join(folder, 'nul.yaml');
    writeFileSync(file, text);
    const { code, err } = await call('run', file, '--out', join(folder, 'nul'));
    expect(err).toMatch(/nul\.yaml:\d+:\d+: initial\.file: .*no file name/);
    expect(code).toBe(2);
  });

  test('what the operating system refuses while the program loads is said in words', () => {
    let said = '';
    const error = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE', syscall: 'open', path: '/program.js' });
    expect(explain(error, { out: () => {}, err: (text) => (said += text), interactive: false })).toBe(2);
    expect(said).toBe('/program.js: too many files are open; raise the limit (ulimit -n)\n');
  });
});

describe('folders that take no files', () => {
  test.skipIf(!existsSync('/proc/self'))('are refused before any work: under /proc', async () => {
    for (const command of ['run', 'grid']) {
      const { code, err } = await call(command, scenario, '--out', '/proc/there/is/none', '--threads', '1');
      expect(err).toContain('/proc: no files can be made here; choose another folder with --out');
      expect(code).toBe(2);
    }
  });
});
