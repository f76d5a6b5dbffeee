import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/program.ts';
import { statements } from '../../src/judge/verify.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { readTable } from '../../src/io/arrow-reader.ts';
import { dampingScenario, particleRun, temporaryFolder } from '../judge/runs.ts';

const folders = temporaryFolder();
afterAll(() => folders.remove());

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await main(words, { out: (text) => { out += text; }, err: (text) => { err += text; }, interactive: false });
  return { code, out, err };
}

const small = {
  particles: { sampling: 'lattice', position: { count: [6] }, velocity: { count: [8, 8], halfWidth: 3.5 }, trim: 1e-3 },
  mollifier: { kind: 'gaussian', width: { position: [1.05], velocity: 0.8 } },
  time: { scheme: 'rk4', step: 0.05, end: 0.1 }, output: { diagnostics: { every: 0.05 }, snapshots: { every: 0.1 } },
};

describe('grid, compare, verify and study on the command line', () => {
  const file = `${folders.path('small')}.yaml`;
  const particles = folders.path('particles');
  const mesh = folders.path('grid');

  beforeAll(async () => {
    const scenario = dampingScenario(small);
    writeFileSync(file, scenarioToYaml(scenario));
    await particleRun(scenario, particles);
  });

  it('grid writes a run folder with the columns of a particle run and a density', async () => {
    const { code, out, err } = await run('grid', file, '--out', mesh, '--velocity-points', '16', '--position-points', '8', '--json');
    expect(code, err).toBe(0);
    expect(err).toContain('t = 0.1 of 0.1');
    const summary = JSON.parse(out) as {
      status: string; points: number; drift: { mass: number }; errorEstimate: { timeStep: number; columns: Record<string, number> };
    };
    expect(summary).toMatchObject({ status: 'done', points: 8 * 16 * 16 });
    expect(summary.drift.mass).toBeLessThan(1e-13);
    expect(summary.errorEstimate.timeStep).toBeGreaterThan(0);
    expect(summary.errorEstimate.columns.density_mode_x).toBeLessThan(1e-3);
    expect(JSON.parse(readFileSync(join(mesh, 'manifest.json'), 'utf8'))).toMatchObject({ errorEstimate: summary.errorEstimate });
    const of = (folder: string, name: string) => readTable(`${folder}/${name}.arrow`);
    expect(Object.keys(of(mesh, 'diagnostics').columns)).toEqual([
      // What a particle run has beyond is its blob's own.
      ...Object.keys(of(particles, 'diagnostics').columns).filter((name) => !name.startsWith('label_')), 'fisher_x_dissipation',
    ]);
    const density = of(mesh, 'density');
    expect(Object.keys(density.columns)).toEqual(['time', 'x', 'v_x', 'v_y', 'density']);
    expect(density.batches).toEqual([0, 2048]);
  });

  it('grid never overwrites without --force, and refuses what it cannot solve before writing', async () => {
    const again = await run('grid', file, '--out', mesh, '--velocity-points', '16', '--position-points', '8');
    expect(again.code).toBe(2);
    expect(again.err).toContain('--force');
    expect((await run('grid', file, '--out', mesh, '--velocity-points', '16', '--position-points', '8', '--force', '--quiet')).code).toBe(
      0,
    );
    const long = await run('grid', file, '--out', folders.path('none'), '--velocity-points', '16,16,16');
    expect(long.code).toBe(2);
    expect(long.err).toContain('1 or 2 numbers of points, not 3');
    expect((await run('grid', file, '--velocity-points', '16,x')).err).toContain("found '16,x'");
    const odd = await run('grid', file, '--out', folders.path('none'), '--velocity-points', '17');
    expect(odd.code).toBe(2);
    expect(odd.err).toContain('multiple of 4');
    expect(existsSync(folders.path('none'))).toBe(false);
  });

  it('compare prints a table or JSON, for a reference by name and for another run', async () => {
    const table = await run('compare', particles, '--reference', 'moments');
    expect(table.code, table.err).toBe(0);
    expect(table.out).toContain('temperature_xx');
    const json = await run('compare', particles, mesh, '--json');
    expect(json.code, json.err).toBe(0);
    const { times } = JSON.parse(json.out) as {
      times: { time: number; density: unknown; diagnostics: Record<string, { difference: number }> }[];
    };
    expect(times.map(({ time }) => time)).toEqual([0, 0.05, 0.1]);
    expect(times[0].density).toMatchObject({ linf: expect.any(Number), l1: expect.any(Number), l2: expect.any(Number) });
    expect(times[1].density).toBeNull();
    expect(Math.abs(times[2].diagnostics.density_mode_x.difference)).toBeLessThan(0.01);
    expect((await run('compare', particles, '--reference', mesh, '--json')).out).toBe(json.out);
  });

  it('compare says what is wrong: no reference, a misspelt one, one that does not apply, no such folder', async () => {
    expect((await run('compare', particles)).code).toBe(2);
    const misspelt = await run('compare', particles, '--reference', 'mods');
    expect(misspelt.code).toBe(2);
    expect(misspelt.err).toContain("Did you mean 'modes'?");
    const bkw = await run('compare', particles, '--reference', 'bkw');
    expect(bkw.code).toBe(2);
    expect(bkw.err).toContain('does not apply');
    expect((await run('compare', folders.path('nowhere'), particles)).code).toBe(2);
  });

  it('verify prints verdicts; violated is a finding, not a failure', async () => {
    const text = await run('verify', particles);
    expect(text.code, text.err).toBe(0);
    expect(text.out).toMatch(/theorem-4-spatial\s+holds/);
    const json = await run('verify', mesh, '--json');
    const verdicts = JSON.parse(json.out) as { id: string; verdict: string; worstViolation: number }[];
    expect(verdicts.map(({ id }) => id)).toEqual(statements.map(({ id }) => id));
    // The grid's scheme keeps mass to rounding.
    expect(verdicts.find(({ id }) => id === 'mass')).toMatchObject({ verdict: 'holds' });
    for (const { worstViolation } of verdicts) expect(Number.isFinite(worstViolation)).toBe(true);
    expect((await run('verify', folders.path('nowhere'))).code).toBe(2);
  });

  it('study wants something to vary, and checks every combination before it runs any', async () => {
    expect((await run('study', file)).err).toContain('--vary');
    const bad = await run('study', file, '--vary', 'equation.gamma=0,99', '--out', folders.path('study'));
    expect(bad.code).toBe(2);
    expect(existsSync(folders.path('study'))).toBe(false);
    const { code, out, err } = await run(
      'study',
      file,
      '--vary',
      'equation.gamma=0,-1',
      '--out',
      folders.path('study'),
      '--threads',
      '1',
      '--jobs',
      '2',
    );
    expect(code, err).toBe(0);
    expect(out).toContain('summary.arrow');
    expect(err).toContain('2 of 2');
  });
});
