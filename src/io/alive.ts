import { readFileSync } from 'node:fs';

/**
 * Does this machine still run process `pid`, and not another one that was given its number? `start` is what
 * `processStart` said of it, null when it could say nothing.
 */
export function isAlive(pid: number, start: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = processStart(pid);
  return now === undefined || (now !== 'ended' && (start === null || now === start));
}

/** Start of a process in clock ticks since boot (proc(5)); `ended` when it only waits to be buried; undefined without /proc. */
export function processStart(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the command in parentheses, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : fields[19];
}
