import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readTable } from '../../src/io/arrow-reader.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { dampingScenario } from '../small-scenario.ts';
import { call, start, type Ended } from './program.ts';

/** Four steps, five rows, three snapshots. */
const small = dampingScenario({
  time: { scheme: 'rkc', step: 0.05, end: 0.2 },
  output: { diagnostics: { every: 0.05 }, snapshots: { every: 0.1 }, checkpoint: { every: 0.1 } },
});

/** A folder of small runs, and the processes that write them; `remove` ends and removes all. */
export class RunFolders {
  readonly folder = mkdtempSync(join(tmpdir(), 'folders-'));
  readonly scenario = this.path('small.yaml');
  private readonly children: ChildProcess[] = [];

  constructor() {
    writeFileSync(this.scenario, scenarioToYaml(small));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  remove(): void {
    for (const child of this.children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  run(out: string, ...more: string[]): Promise<Ended> {
    return call('run', this.scenario, '--out', out, '--threads', '1', '--quiet', ...more);
  }

  /** A run folder of its own with the files of `out`. */
  copy(out: string, name: string): string {
    cpSync(out, this.path(name), { recursive: true });
    return this.path(name);
  }

  /** A process that runs for long. */
  start(out: string, preload?: string): ReturnType<typeof start> {
    const started = start(['run', this.scenario, '--out', out, '--threads', '1', '--quiet', '--set', 'time.end=1000'], preload);
    this.children.push(started.child);
    return started;
  }

  /** The same, once it has written some outputs. */
  async goingOn(name: string): Promise<{ out: string } & ReturnType<typeof start>> {
    const out = this.path(name);
    const started = this.start(out);
    while (!existsSync(runPath(out, 'checkpoint')) || readTable(runPath(out, 'diagnostics')).rows < 5) {
      if (started.child.exitCode !== null) throw new Error((await started.ended).err);
      await setTimeout(10);
    }
    return { out, ...started };
  }
}

export const resume = (out: string, ...more: string[]): Promise<Ended> => call('resume', out, '--threads', '1', '--quiet', ...more);

/** Digests of all files of a folder. */
export function contents(out: string): Record<string, string> {
  const digest = (name: string): string => createHash('sha256').update(readFileSync(join(out, name))).digest('hex');
  return Object.fromEntries(readdirSync(out).sort().map((name) => [name, digest(name)]));
}
