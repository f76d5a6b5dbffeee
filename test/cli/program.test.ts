import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemes } from '../../src/dynamics/catalogue.ts';
import { kappas } from '../../src/physics/catalogue.ts';
import { main } from '../../src/cli/program.ts';
import { damaged, validText } from '../scenario/text.ts';
import { program } from '../run/program.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'program-'));
  writeFileSync(join(folder, 'valid.yaml'), validText);
  writeFileSync(join(folder, 'bad.yaml'), damaged('gamma: 0', 'gamma: 5'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function call(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const terminal = { out: (text: string) => { said.out += text; }, err: (text: string) => { said.err += text; }, interactive: false };
  const code = await main(argv, terminal);
  return { code, ...said };
}

describe('a command line that makes no sense ends with 2 and says what would', () => {
  it.each([
    [[], 'expected a command: '],
    [['rnu', 'x.yaml'], "unknown command 'rnu'. Did you mean 'run'?"],
    [['run'], "expected SCENARIO after 'run'"],
    [['run', 'a.yaml', 'b.yaml'], "unexpected argument 'b.yaml'"],
    [['run', 'a.yaml', '--thread', '2'], "unknown option '--thread'. Did you mean '--threads'?"],
    [
      ['run', 'a.yaml', '--threads', '0'],
      `--threads: expected a whole number from 1 to ${8 * availableParallelism()} (8 for each of the ${availableParallelism()} core`,
    ],
    [['run', 'a.yaml', '--threads', 'two'], "--threads: expected a number, found 'two'"],
    [['run', 'a.yaml', '--threads'], '--threads: expected a value'],
    [['run', 'a.yaml', '--backend', 'smd'], "--backend: expected one of auto, loops, simd, native, found 'smd'. Did you mean 'simd'?"],
    [['run', 'a.yaml', '--set'], '--set: expected a value'],
    [['resume', 'somewhere', '--until', 'later'], "--until: expected a number, found 'later'"],
    [['list', 'everything'], "unexpected argument 'everything'"],
    [['list', 'a=1'], "unexpected argument 'a=1'\n"],
    [
      ['run', 'a.yaml', 'equation.gamma = -2'],
      "unexpected argument 'equation.gamma = -2'; to set a value of the scenario: --set equation.gamma=-2\n",
    ],
    [['run', 'a.yaml', 'initial={kind: bkw, time: 1}'], "to set a value of the scenario: --set 'initial={kind: bkw, time: 1}'\n"],
    [['run', 'scenarios/bkw-2d.yaml', '--out', ''], '--out: expected a value, found an empty one'],
    [['report', 'somewhere', '--compare', ' '], '--compare: expected a value, found an empty one'],
    [['verify', ''], 'DIR: expected a value, found an empty one'],
  ])('%j', async (argv, message) => {
    const { code, out, err } = await call(...argv);
    expect(err).toContain(message);
    expect(err).toContain('--help');
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it.each([
    ['a name that is nearly one that list prints', ['run', 'localized-1x2v'], "Did you mean 'localised-1x2v'?"],
    [
      'spaces around an equals sign', ['run', 'scenarios/bkw-2d.yaml', '--set', 'seed=1', 'equation.gamma = -9'],
      '--set equation.gamma: expected a number in [-3, 1], found -9',
    ],
    [
      'a variation of what there is not', ['study', 'scenarios/bkw-2d.yaml', '--vary', 'equation.kapa.width=1,2'],
      "--vary equation.kapa.width: equation.kapa: unknown key 'kapa'. Did you mean 'kappa'?",
    ],
    ...['report', 'verify', 'inspect', 'cite', 'watch'].map((command): [string, string[], string] => [
      `${command} of a scenario`, [command, 'scenarios/bkw-2d.yaml'],
      'this is a scenario, not a run; run it first, then give the folder that the run has written: fuzzy-landau run scenarios/bkw-2d.yaml',
    ]),
    ['a file for a run folder', ['report', 'scenarios/../package.json'], 'this is a file; give the run folder that it is in: scenarios/..'],
  ])('%s: the message names what was meant', async (_, argv, message) => {
    const { code, err } = await call(...argv);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('a study where a run is wanted is named as one', async () => {
    const study = join(folder, 'study');
    mkdirSync(study);
    writeFileSync(join(study, 'summary.arrow'), '');
    const { code, err } = await call('verify', study);
    expect(err).toContain('this is the folder of a study, not of a run; give one of the runs in it');
    expect(code).toBe(2);
  });

  it.each([['inspect'], ['resume'], ['recover']])('%s of a folder that is not there', async (command) => {
    const { code, err } = await call(command, join(folder, 'nowhere'));
    expect(err).toContain('nowhere');
    expect(err).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });
});

describe('list and schema', () => {
  it('list names every kernel, scheme and scenario with a line', async () => {
    const { code, out } = await call('list');
    for (const { name, summary } of [...kappas, ...schemes]) {
      expect(out).toMatch(new RegExp(`^  ${name}[ {].*${summary.slice(0, 12).replaceAll(/\W/g, '.')}`, 'm'));
    }
    expect(out).toMatch(/^ {2}damping-1x2v +\S/m);
    expect(code).toBe(0);
  });
  it('list --json is the same as data', async () => {
    const { out } = await call('list', '--json');
    const { schemes: listed, scenarios } = JSON.parse(out) as Record<string, readonly { name: string; summary: string }[]>;
    expect(listed.map(({ name }) => name)).toEqual(schemes.map(({ name }) => name));
    // Each scenario is introduced by a sentence, not by the line that its file has for editors.
    for (const { name, summary } of scenarios) expect(summary, name).toMatch(/^[A-Z].{20,}\.$/);
  });
  it('schema is JSON', async () =>
    expect(JSON.parse((await call('schema')).out)).toMatchObject({ title: 'fuzzy-landau scenario', type: 'object' }));
  it('the help of each command ends with an example that the command understands', async () => {
    const commands = (await call('--help')).out.matchAll(/^ +fuzzy-landau (\w+)/gm);
    const names = [...commands].map(([, name]) => name).filter((name) => name !== 'completion');
    expect(names).toEqual(expect.arrayContaining(['run', 'report', 'inspect']));
    for (const name of names) {
      const { out } = await call(name, '--help');
      const [, example] = /\n\nExample: fuzzy-landau (.+)\s*$/.exec(out) ?? [];
      expect(example, name).toMatch(new RegExp(`^${name}\\b`));
      const options = [...example.matchAll(/ (--[\w-]+)/g)].map(([, option]) => option);
      for (const option of options) expect(out, name).toMatch(new RegExp(`^ +(-\\w, +)?${option}\\b`, 'm'));
      const given = example.replace(/ --.*/, '').split(' ').length - 1;
      const [, usage] = new RegExp(`^fuzzy-landau ${name}(.*) \\[options\\]`).exec(out)!;
      const places = usage.trim().split(' ').filter(Boolean);
      expect(given, name).toBeGreaterThanOrEqual(places.filter((place) => !place.startsWith('[')).length);
      expect(given, name).toBeLessThanOrEqual(places.length);
    }
  });
  it('--help and --version', async () => {
    expect((await call('--help')).out).toMatch(/fuzzy-landau run[^]*Run a scenario/);
    expect((await call('run', '--help')).out).toMatch(/--set[^]*--threads[^]*--reproducible/);
    expect((await call('run', '-h')).out).toContain('--reproducible');
    expect((await call('-v')).out).toBe((await call('--version')).out);
    expect((await call('--version')).out.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('run', () => {
  it('writes a run folder, prints a summary or JSON, and never overwrites without --force', async () => {
    const out = join(folder, 'run');
    const argv = [
      'run', join(folder, 'valid.yaml'), '--out', out, '--threads', '1', '--quiet', '--set', 'time.end=0.04',
      'output.diagnostics.every=0.02',
    ];
    const first = await call(...argv);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(
      /^done: t = 0\.04, \d+ particles, 4 steps[^]*entropy gained[^]*kernels +checked against the plain loops\n[^]*inspect/,
    );
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).toMatchObject({
      backend: 'simd', kernels: 'checked against the plain loops',
    });
    expect(readdirSync(out)).toEqual(
      expect.arrayContaining(['scenario.yaml', 'manifest.json', 'diagnostics.arrow', 'snapshots.arrow', 'log.jsonl']),
    );

    const second = await call(...argv);
    expect(second.code).toBe(2);
    expect(second.err).toContain('--force');

    const third = await call(...argv, '--force', '--json');
    expect(JSON.parse(third.out)).toMatchObject({ status: 'done', time: 0.04, steps: 4, folder: out });
    expect((await call(...argv, '--force', '--backend', 'loops')).out).toMatch(/kernels +plain loops, as asked for\n/);
    expect((await call('inspect', out)).out).toContain('diagnostics');
    expect((await call('recover', out)).out).toContain('whole, nothing to do');
  });

  it('stops itself with 3 when the energy drifts beyond its bound, and says what to change', async () => {
    const out = join(folder, 'stopped');
    const { code, err } = await call(
      'run', join(folder, 'valid.yaml'), '--out', out, '--threads', '1', '--set', 'time.scheme=euler', '--set',
      'time.energyBound=1e-12',
    );
    expect(err).toMatch(/the run stopped itself: the energy has drifted[^]*Use a smaller time\.step[^]*checkpoint/);
    expect(code).toBe(3);
  });
});

it('as a process: exit code 2, the message on stderr, nothing on stdout or disk', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath, [program, 'run', join(folder, 'bad.yaml'), '--out', join(folder, 'none')],
    { encoding: 'utf8', cwd: fileURLToPath(new URL('../../', import.meta.url)) },
  );
  expect(stderr).toMatch(/bad\.yaml:4:10: equation\.gamma: expected a number in \[-3, 1\], found 5\n$/);
  expect(stdout).toBe('');
  expect(status).toBe(2);
  expect(existsSync(join(folder, 'none'))).toBe(false);
});

it('Ctrl-C finishes the step, closes the files and ends with 130; resume goes on to the end', async () => {
  const out = join(folder, 'interrupted');
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const argv = [
    program, 'run', join(folder, 'valid.yaml'), '--out', out, '--threads', '1', '--json',
    '--set', 'time.end=1e6', 'output.checkpoint.every=1',
  ];
  const child = spawn(process.execPath, argv, { cwd: root });
  let err = '';
  let summary = '';
  child.stdout.on('data', (text: Buffer) => { summary += String(text); });
  child.stderr.on('data', (text: Buffer) => {
    // The first line of progress (t = ...) says that steps are being taken.
    const before = /^t = /m.test(err);
    err += String(text);
    if (!before && /^t = /m.test(err)) child.kill('SIGINT');
  });
  const [code] = await once(child, 'close') as [number];
  expect(err).toContain(`fuzzy-landau resume ${out}`);
  expect(code).toBe(130);
  const { time, status } = JSON.parse(summary) as { time: number; status: string };
  expect(status).toBe('interrupted');
  const until = Math.ceil(time) + 0.5;
  const resumed = await call('resume', out, '--threads', '1', '--quiet', '--json', '--until', String(until));
  expect(JSON.parse(resumed.out)).toMatchObject({ time: until, status: 'done' });
});
