import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { runPath } from '../../src/io/run-folder.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { dampingScenario } from '../small-scenario.ts';
import { call, start } from './program.ts';

/** Digests of the tables and the checkpoint. */
export const digests = (folder: string): string[] =>
  (['diagnostics', 'snapshots', 'checkpoint'] as const).map((file) =>
    createHash('sha256')
      .update(readFileSync(runPath(folder, file)))
      .digest('hex'),
  );

/** What is said after a kill, but for the lock that the kill left behind and a checkpoint that was spoilt here. */
const withoutLocks = (said: string): string => said
  .replaceAll(/^note: removed the lock of a run that was killed: process \d+ .*\n/gm, '')
  .replaceAll(/^note: .*not a checkpoint of this program; going on from the checkpoint before it, .*\n/gm, '');

/** 30 steps, each with outputs and a checkpoint: a kill lands in the middle of some write as often as between two. */
const short = dampingScenario({
  particles: { velocity: { count: [6, 6] } },
  mollifier: { width: { position: [1.05], velocity: 0.95 } },
  time: { scheme: 'rkc', step: 0.01, end: 0.3 },
  output: { diagnostics: { every: 0.01 }, snapshots: { every: 0.02 }, checkpoint: { every: 0.01 } },
});

export interface Kill {
  /** Did the process die by the signal, or had it finished before? */
  readonly killed: boolean;
  /** Steps of the checkpoint that it left; undefined when it had not come to one. */
  readonly from: 'checkpoint' | 'start';
  /** What `recover` says of the last two checkpoints. */
  readonly kept: readonly unknown[];
  /** Was the last one damaged afterwards, so that the one before had to serve? */
  readonly spoilt: boolean;
  readonly digests: readonly string[];
  readonly messages: string;
}

/** What a run has written when the wait for its kill begins, in turn: nothing but its folder, one checkpoint, two. */
const signs = ['log', 'checkpoint', 'previous'] as const;

/**
 * Kills the run `waits.length` times, each time `wait` milliseconds after one of the signs; then recovers it and goes on to the
 * end: from the checkpoint, or anew when there was none yet.
 */
export async function killAndGoOn(folder: string, waits: readonly number[]): Promise<{ whole: string[]; kills: Kill[] }> {
  const file = join(folder, 'short.yaml');
  writeFileSync(file, scenarioToYaml(short));
  await call('run', file, '--out', join(folder, 'whole'), '--threads', '1', '--quiet');
  const whole = digests(join(folder, 'whole'));
  const kills: Kill[] = [];
  for (const [index, wait] of waits.entries()) {
    const out = join(folder, 'killed');
    rmSync(out, { recursive: true, force: true });
    const { child, ended } = start(['run', file, '--out', out, '--threads', '2', '--quiet']);
    while (!existsSync(runPath(out, signs[index % signs.length])) && child.exitCode === null) await setTimeout(1);
    await setTimeout(wait);
    child.kill('SIGKILL');
    await ended;
    const recovered = await call('recover', out, '--json');
    const { checkpoint, previous } = JSON.parse(recovered.out) as Record<'checkpoint' | 'previous', unknown>;
    const from = existsSync(runPath(out, 'checkpoint')) ? 'checkpoint' : 'start';
    // A third of the times the last one is spoilt, where there is one before it that has to serve then.
    const spoilt = previous === 'valid' && index % signs.length === 2;
    if (spoilt) writeFileSync(runPath(out, 'checkpoint'), 'spoilt');
    const next = from === 'checkpoint' ? ['resume', out] : ['run', file, '--out', out, '--force'];
    const gone = await call(...next, '--threads', '1', '--quiet');
    const messages = withoutLocks(recovered.err + gone.err);
    kills.push({ killed: child.signalCode === 'SIGKILL', from, kept: [checkpoint, previous], spoilt, digests: digests(out), messages });
  }
  return { whole, kills };
}
