import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

interface Process {
  readonly id: number;
  readonly parent: number;
  readonly command: string;
}

/** The processes of this machine, by `ps`. */
const processes = (): Process[] => execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).split('\n')
  .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
  .flatMap((found) => (found && !found[3].startsWith('Z') ? [{ id: Number(found[1]), parent: Number(found[2]), command: found[4] }] : []));

/** Everything that a process has started, and what those have. */
export function descendants(id: number): Process[] {
  const all = processes();
  const of = (parent: number): Process[] => all.filter((one) => one.parent === parent).flatMap((one) => [one, ...of(one.id)]);
  return of(id);
}

/** The ranks under a launcher: its descendants that run the program. */
export const ranksUnder = (launcher: number): number[] =>
  descendants(launcher).filter(({ command }) => command.startsWith(process.execPath)).map(({ id }) => id);

/** Seconds until none of these processes is there any more; Infinity after `most` of them. */
export async function secondsToEnd(ids: readonly number[], most = 60): Promise<number> {
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  while (elapsed() < most) {
    const alive = new Set(processes().map(({ id }) => id));
    if (!ids.some((id) => alive.has(id))) return elapsed();
    await pause(50);
  }
  return Infinity;
}
