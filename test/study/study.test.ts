import { statSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { main } from '../../src/cli/program.ts';
import { writeReport } from '../../src/report/report.ts';
import { combinations, otherRuns, readVariation, runStudy } from '../../src/study/study.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { dampingScenario, temporaryFolder } from '../judge/runs.ts';
import { Refusal } from '../../src/refusal.ts';

const folders = temporaryFolder();
afterAll(() => folders.remove());

describe('a study', () => {
  it('reads lists of values, also of values with commas in them', () => {
    expect(readVariation('a.b=1,-2, 3e-1')).toEqual({ path: 'a.b', values: ['1', '-2', '3e-1'] });
    expect(readVariation('k={kind: bump, radius: 1},{kind: constant}').values).toEqual(['{kind: bump, radius: 1}', '{kind: constant}']);
    expect(readVariation('k="a,b",[1,2]').values).toEqual(['"a,b"', '[1,2]']);
    for (const bad of ['k', '=1', 'k=', 'k=1,,2', 'k=1,1']) expect(() => readVariation(bad), bad).toThrow(Refusal);
    expect(combinations([{ path: 'a', values: ['1', '2'] }, { path: 'b', values: ['x', 'y'] }])).toEqual([
      ['1', 'x'], ['1', 'y'], ['2', 'x'], ['2', 'y'],
    ]);
  });

  it('runs every combination once, writes one summary, and does not run finished ones again', async () => {
    const file = `${folders.path('small')}.yaml`;
    writeFileSync(file, scenarioToYaml(dampingScenario({
      particles: { sampling: 'lattice', position: { count: [6] }, velocity: { count: [8, 8], halfWidth: 3.5 }, trim: 1e-3 },
      mollifier: { kind: 'gaussian', width: { position: [1.05], velocity: 0.8 } },
      time: { scheme: 'rk4', step: 0.05, end: 0.1 }, output: { diagnostics: { every: 0.05 }, snapshots: { every: 0.1 } },
    })));
    const out = folders.path('study');
    const options = { out, jobs: 2, threads: 0, backend: 'auto', reproducible: false } as const;
    const variations = [readVariation('equation.gamma=0,-1'), readVariation('equation.kappa={kind: constant},{kind: bump, radius: 1}')];
    // Interrupted after the first pair: the rest waits.
    let finished = 0;
    const part = await runStudy(file, [], variations, { ...options, interrupted: () => finished >= 2, onRun: () => finished++ });
    expect(part.length).toBeLessThan(4);
    const first = statSync(join(part[0].folder, 'diagnostics.arrow')).mtimeMs;
    const runs = await runStudy(file, [], variations, options);
    expect(runs.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done']);
    expect(statSync(join(part[0].folder, 'diagnostics.arrow')).mtimeMs).toBe(first);
    const { columns, rows } = readTable(join(out, 'summary.arrow'));
    expect(rows).toBe(4);
    expect([...columns['equation.gamma']]).toEqual([0, 0, -1, -1]);
    expect([...columns['equation.kappa#']]).toEqual([0, 1, 0, 1]);
    expect([...columns['verdict_kernel-bounds']]).toEqual([1, -1, 1, -1]);
    expect([...columns['verdict_theorem-4-spatial']]).toEqual([1, 0, 1, 0]);
    expect([...columns.time]).toEqual([0.1, 0.1, 0.1, 0.1]);
    // The same folder with other values: the runs of before stay, and are told apart from those of this study.
    expect(otherRuns(out, runs)).toEqual([]);
    expect(otherRuns(out, runs.slice(1))).toEqual([basename(runs[0].folder)]);
    // The page of this summary says nothing of itself while the summary is the same, whoever writes it again.
    await writeReport(out);
    const said = async (...words: string[]): Promise<string> => {
      let text = '';
      await main(['study', ...words], { out: () => {}, err: (part) => void (text += part), interactive: false });
      return text;
    };
    expect(await said('collect', out)).not.toContain('note:');
    // Half of the values: two runs and the page are of the study before.
    const fewer = ['--vary', 'equation.gamma=0', '--vary', 'equation.kappa={kind: constant},{kind: bump, radius: 1}', '--threads', '1'];
    const notes = await said(file, ...fewer, '--out', out);
    expect(notes).toContain(`${join(out, 'report.html')} shows an earlier summary; fuzzy-landau report ${out} makes it anew`);
    const left = runs.slice(2).map((run) => basename(run.folder)).join(', ');
    expect(notes).toContain(`by an earlier study, and not in summary.arrow: ${left}`);
    await writeReport(out);
    expect(await said('collect', out)).not.toContain('shows an earlier summary');
    // Another scenario under the same names would mix results.
    await expect(runStudy(file, ['seed=2'], variations, options)).rejects.toThrow('another scenario');
  });
});
