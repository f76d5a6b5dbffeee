import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/program.ts';
import type { Manifest } from '../../src/io/manifest.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import type { RunSummary } from '../../src/run/summary.ts';
import { waveScenario } from '../galerkin/scenarios.ts';
import { temporaryFolder } from '../judge/runs.ts';

const folders = temporaryFolder();
afterAll(() => folders.remove());
const [out, file] = [folders.path('wave'), `${folders.path('wave')}.yaml`];

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let [text, err] = ['', ''];
  const code = await main(words, { out: (some) => { text += some; }, err: (some) => { err += some; }, interactive: false });
  return { code, out: text, err };
}

const manifest = (): Manifest => JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as Manifest;

describe('a run by Galerkin score on the command line', () => {
  let text = '';

  beforeAll(async () => {
    writeFileSync(file, scenarioToYaml(waveScenario({ equation: { kappa: { kind: 'constant' } } })));
    const first = await run('run', file, '--out', out, '--threads', '1', '--quiet');
    expect(first.code, first.err).toBe(0);
    text = first.out;
  });

  it('says its space, what was tried at t = 0, the collision sums, the aliasing age and the remaps', () => {
    const told = manifest().collisions as { functions: number; aliasingAge: number; tried: { error: number }[] };
    expect(text).toMatch(new RegExp(`score +galerkin, degree 4, modes 2, ${told.functions} functions\n`));
    expect(text).toMatch(/error at t = 0 +\d\.\de-\d with degree 4, modes 2, \d+ functions\n/);
    expect(text).toMatch(/collisions +by moments, constant kappa\n/);
    // 2 pi / (2 K k h_v) with K = 2, k = 1, h_v = 0.75.
    expect(told.aliasingAge).toBeCloseTo((2 * Math.PI) / (4 * 0.75), 12);
    expect(text).toMatch(/lattice aliased +at the age 2\.09 for all its modes\n/);
    expect(text).toMatch(/remaps +1; the last one done at t = 0\.2/);
    expect(text).toContain('rising at every output');
    expect(told.tried).toHaveLength(1);
  });

  it('keeps in the manifest what was tried when it is resumed, and tells it again', async () => {
    const before = manifest().collisions!;
    const more = await run('resume', out, '--until', '0.35', '--quiet', '--json', '--threads', '1');
    expect(more.code, more.err).toBe(0);
    expect(manifest().collisions).toMatchObject({ degree: 4, remaps: 1, tried: before.tried });
    expect((JSON.parse(more.out) as RunSummary).collisions).toEqual(manifest().collisions);
    const nothing = await run('resume', out, '--until', '0.35', '--quiet', '--json');
    expect((JSON.parse(nothing.out) as RunSummary)).toMatchObject({ unchanged: true, collisions: manifest().collisions });
  });

  it('compare says the worst of each group first and leaves out what is rounding, unless --all', async () => {
    const short = await run('compare', out, '--reference', 'modes');
    expect(short.code, short.err).toBe(0);
    const [worst] = short.out.split('\n\n');
    for (const group of ['density at the particles', 'conserved', 'moments', 'modes', 'entropy', 'Fisher information', 'profiles q'])
      expect(worst).toContain(group);
    expect(short.out).toContain('run minus reference');
    expect(short.out).toContain('are left out (--all)');
    expect(short.out).not.toContain('momentum_x');
    expect((await run('compare', out, '--reference', 'modes', '--all')).out).toContain('momentum_x');
  });
});
