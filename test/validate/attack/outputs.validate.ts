import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTable } from '../../../src/io/arrow-reader.ts';
import { exportRun } from '../../../src/io/export.ts';
import { inspectPath } from '../../../src/io/inspect.ts';
import { recoverFolder } from '../../../src/io/recover.ts';
import { runPath, type RunFile } from '../../../src/io/run-folder.ts';
import { compareWithReference } from '../../../src/judge/compare.ts';
import { openRun } from '../../../src/judge/stored-run.ts';
import { verify } from '../../../src/judge/verify.ts';
import { Refusal } from '../../../src/refusal.ts';
import { resumeRun, runScenario } from '../../../src/run/run.ts';
import { dampingScenario } from '../../small-scenario.ts';
import { tally } from './tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'attack-outputs-'));
const whole = join(folder, 'whole');
const hurt = join(folder, 'hurt');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  const scenario = dampingScenario({
    particles: { velocity: { count: [4, 4] }, position: { count: [4] } }, time: { scheme: 'rk4', step: 0.05, end: 0.5 },
    output: { diagnostics: { every: 0.1 }, snapshots: { every: 0.1 }, checkpoint: { every: 0.1 } },
  });
  await runScenario(scenario, { out: whole, force: false, threads: 0, backend: 'auto', reproducible: false });
});

/** All numbers of the diagnostics, as text. */
const rowsOf = (run: string): string =>
  JSON.stringify(Object.entries(readTable(runPath(run, 'diagnostics')).columns).map(([name, column]) => [name, ...column]));

/** One damage to a file: a flipped bit, a changed byte, a cut, a zeroed block, a block of noise. */
function damage(bytes: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * bytes.length);
  const length = Math.min(bytes.length - at, 1 + Math.floor(random() * 64));
  const changed = Buffer.from(bytes);
  const damages: readonly (() => Buffer)[] = [
    () => (changed[at] ^= 1 << Math.floor(random() * 8), changed),
    () => (changed[at] = Math.floor(random() * 256), changed),
    () => changed.subarray(0, at),
    () => changed.fill(0, at, at + length),
    () => (changed.set(Array.from({ length }, () => Math.floor(random() * 256)), at), changed),
  ];
  return damages[Math.floor(random() * damages.length)]();
}

const files: readonly RunFile[] = ['manifest', 'diagnostics', 'snapshots', 'checkpoint', 'previous', 'scenario'];
const acts: Readonly<Record<string, () => unknown>> = {
  inspect: () => inspectPath(hurt),
  verify: () => verify(hurt),
  compare: () => compareWithReference(openRun(hurt), 'modes'),
  export: () => exportRun(hurt, 'csv', join(folder, 'exported'), { force: true }),
  resume: () => resumeRun(hurt, { threads: 0, backend: 'auto', until: 0.6 }),
  recover: () => recoverFolder(hurt),
};

test('600 damaged run folders: whatever reads them succeeds or refuses; a run goes on from a sound checkpoint only', async () => {
  cpSync(whole, hurt, { recursive: true });
  await acts.resume();
  const unhurt = rowsOf(hurt);
  const random = seedrandom('attack on outputs');
  const found = { mutants: 0, succeeded: 0, refused: 0, otherRows: 0, fromTheOneBefore: 0 };
  for (let n = 0; n < 600; n++) {
    const file = files[n % files.length];
    rmSync(hurt, { recursive: true, force: true });
    cpSync(whole, hurt, { recursive: true });
    const before = readFileSync(runPath(whole, file));
    const after = damage(before, random);
    if (after.equals(before)) continue;
    writeFileSync(runPath(hurt, file), after);
    found.mutants++;
    const names = Object.keys(acts);
    const name = n % 3 === 0 ? 'resume' : names[Math.floor(random() * names.length)];
    try {
      await acts[name]();
      found.succeeded++;
      // A cut may fall between two batches, or into the footer, which is made anew: then nothing was lost.
      if (name !== 'resume' || !(file === 'checkpoint' || file === 'previous')) continue;
      // Of two checkpoints the good one was taken: the rows are those of the run that was not damaged.
      if (file === 'checkpoint') found.fromTheOneBefore++;
      if (rowsOf(hurt) !== unhurt) found.otherRows++;
    } catch (error) {
      expect(error, `${name} of ${file}: ${error instanceof Error ? error.stack : String(error)}`).toBeInstanceOf(Refusal);
      found.refused++;
    }
  }
  tally('damaged run folders', found);
  expect(found.otherRows).toBe(0);
  expect(found.fromTheOneBefore).toBeGreaterThan(10);
});
