import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/program.ts';
import { loadScenario } from '../../src/scenario/scenario.ts';
import { copyScenario, scenarioFile, shippedScenarios } from '../../src/scenario/shipped.ts';

const folder = mkdtempSync(join(tmpdir(), 'shipped-'));
const home = process.cwd();
// From anywhere: not from the project's own folder, which has a folder of that name.
beforeEach(() => process.chdir(folder));
afterEach(() => process.chdir(home));
afterAll(() => rmSync(folder, { recursive: true }));

async function call(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const terminal = { out: (text: string) => { said.out += text; }, err: (text: string) => { said.err += text; }, interactive: false };
  return { code: await main(argv, terminal), ...said };
}

describe('a shipped scenario', () => {
  it.each(['bkw-2d', 'bkw-2d.yaml', 'scenarios/bkw-2d.yaml'])('is meant by %s, from any folder', (name) => {
    expect(loadScenario(name).name).toBe('bkw-2d');
    expect(loadScenario(name, ['time.end=1']).time.end).toBe(1);
  });

  it('gives way to a file of that name', () => {
    writeFileSync('bkw-3d.yaml', '');
    expect(scenarioFile('bkw-3d.yaml')).toBe('bkw-3d.yaml');
    expect(scenarioFile('bkw-3d')).not.toBe('bkw-3d');
    rmSync('bkw-3d.yaml');
  });

  it('is not meant by a path elsewhere', () => {
    expect(() => loadScenario('elsewhere/bkw-2d.yaml')).toThrow("elsewhere/bkw-2d.yaml: there is no such file. Did you mean 'bkw-2d'?");
    expect(() => loadScenario('bkw-2')).toThrow("Did you mean 'bkw-2d'?");
  });

  it('runs by its name', async () => {
    const { code, err } = await call('run', 'bkw-2d', '--quiet', '--set', 'particles.velocity.count=8', '--set', 'time.end=0.05');
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(existsSync('runs/bkw-2d/diagnostics.arrow')).toBe(true);
  });

  it('is listed by the name that run takes', async () => {
    const { out } = await call('list', '--json');
    const { scenarios } = JSON.parse(out) as { scenarios: { name: string }[] };
    expect(scenarios.map(({ name }) => name)).toEqual(shippedScenarios().map(({ name }) => name));
    for (const { name } of scenarios) expect(loadScenario(name).name).toBe(name);
  });
});

describe('init', () => {
  it('copies a shipped scenario, named after its file, with a schema that editors find', async () => {
    const { code, out } = await call('init', 'damping-1x2v', 'mine/wave.yaml');
    expect(code).toBe(0);
    expect(out).toBe('mine/wave.yaml\n');
    expect(loadScenario('mine/wave.yaml')).toEqual({ ...loadScenario('damping-1x2v'), name: 'wave' });
    const schema = /\$schema=(\S+)/.exec(readFileSync('mine/wave.yaml', 'utf8'))![1];
    expect(JSON.parse(readFileSync(schema, 'utf8'))).toMatchObject({ title: 'fuzzy-landau scenario' });
  });

  it('writes NAME.yaml here when no file is given, and does not replace it without --force', async () => {
    expect((await call('init', 'bkw-2d')).out).toBe('bkw-2d.yaml\n');
    const { code, err } = await call('init', 'bkw-2d');
    expect(err).toContain('bkw-2d.yaml exists; choose another FILE, or replace it with --force');
    expect(code).toBe(2);
    expect((await call('init', 'bkw-2d', '--force')).code).toBe(0);
  });

  it('names the scenarios there are when it is asked for another', () => {
    expect(() => copyScenario('dampin-1x2v', 'x.yaml')).toThrow("Did you mean 'damping-1x2v'? They are: ");
    expect(existsSync('x.yaml')).toBe(false);
  });
});
