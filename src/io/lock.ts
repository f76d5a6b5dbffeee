import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive, processStart } from './alive.ts';
import { discard, makeFolder } from './disk.ts';
import { FileError, onFile } from './file-error.ts';

/** The file that says who writes a run folder. It is there while somebody does, and after a kill. */
export const lockName = 'lock.json';
export const lockPath = (folder: string): string => join(folder, lockName);

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the lock was taken, ISO 8601. */
  readonly started: string;
  /** What tells the process from a later one with the same pid: its start in ticks since boot; null without /proc. */
  readonly processStart: string | null;
}

/** A lock as it is found: live, or left behind by a process that is gone. */
export interface FoundLock {
  readonly holder: Holder | undefined;
  readonly live: boolean;
  /** The file's text, to know it again. */
  readonly text: string;
  /** Its holder in words. */
  readonly who: string;
}

/** A lock that is being made has no text yet for a moment; one that stays so was left by a kill. */
const youth = 5_000;
/** A holder says that it lives this often; on another machine silence is all that can be seen of its end. */
const pulse = 30_000;
const silence = 20 * 60_000;

/** The right to write a run folder. */
export class FolderLock {
  readonly path: string;
  /** Who had left a lock behind, in words; undefined when there was none. */
  readonly takenFrom: string | undefined;
  private readonly text: string;
  private readonly timer: NodeJS.Timeout;

  constructor(path: string, text: string, takenFrom: string | undefined) {
    this.path = path;
    this.text = text;
    this.takenFrom = takenFrom;
    this.timer = setInterval(() => this.beat(), pulse).unref();
  }

  /** Throws a FileError when the lock has become somebody else's (this process slept for long, say, on another machine). */
  requireOurs(): void {
    if (textOf(this.path) === this.text) return;
    throw new FileError(this.path, 'this lock is no longer ours: another process writes here now, or somebody removed it',
      'two runs in one folder would destroy each other; look at it with inspect, then resume it');
  }

  /** Gives the folder back; a second call does nothing, and a lock of somebody else is left alone. */
  release(): void {
    clearInterval(this.timer);
    if (textOf(this.path) === this.text) discard(this.path);
  }

  private beat(): void {
    try {
      utimesSync(this.path, new Date(), new Date());
    } catch {
      // The next output will find out.
    }
  }
}

/**
 * Makes this process the one writer of `folder`, which is made if need be. A lock whose process is gone is taken over.
 * Throws a FileError that names the holder when another process, or another run of this one, writes there.
 */
export function lockFolder(folder: string): FolderLock {
  makeFolder(folder);
  const path = lockPath(folder);
  const { pid } = process;
  const holder: Holder = { pid, host: hostname(), started: new Date().toISOString(), processStart: processStart(pid) ?? null };
  const text = `${JSON.stringify({ ...holder, nonce: randomUUID() })}\n`;
  let takenFrom: string | undefined;
  for (;;) {
    if (create(path, text)) return new FolderLock(path, text, takenFrom);
    const found = findLock(folder);
    if (found?.live) throw refusal(folder, found);
    if (found && remove(path, found)) takenFrom = found.who;
  }
}

/** The lock of a folder, if there is one. */
export function findLock(folder: string): FoundLock | undefined {
  const path = lockPath(folder);
  const text = textOf(path);
  const stat = text === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  if (text === undefined || !stat) return undefined;
  const age = Date.now() - stat.mtimeMs;
  const holder = holderOf(text);
  if (!holder) return { holder, text, live: age < youth, who: 'a process that did not say its name' };
  const since = Math.max(0, Date.now() - Date.parse(holder.started));
  const who = `process ${holder.pid} on ${holder.host}, started ${span(since)} ago`;
  return { holder, text, who, live: holder.host === hostname() ? isAlive(holder.pid, holder.processStart) : age < silence };
}

/** Throws a FileError when a live process writes `folder`. */
export function requireUnlocked(folder: string): void {
  const found = findLock(folder);
  if (found?.live) throw refusal(folder, found);
}

function refusal(folder: string, { holder, who }: FoundLock): FileError {
  const elsewhere = holder !== undefined && holder.host !== hostname();
  const gone = `if it is gone, remove ${lockPath(folder)}`;
  return new FileError(folder, `another process is writing here: ${who}`,
    `wait for its end, stop it, or choose another folder${elsewhere ? `; whether it still runs cannot be seen from here: ${gone}` : ''}`);
}

/** Makes the file; false when it is there already. */
function create(path: string, text: string): boolean {
  return onFile(path, () => {
    try {
      writeFileSync(path, text, { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      if (textOf(path) === '') discard(path); // a full disk: the name was there, the text did not fit
      throw error;
    }
  });
}

/** Removes a lock that was found stale; false when it has become another one in the meantime. */
function remove(path: string, { text }: FoundLock): boolean {
  const aside = `${path}.${process.pid}.${Date.now()}`;
  return onFile(path, () => {
    try {
      renameSync(path, aside); // only one of several who saw it stale can do this
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
    const same = textOf(aside) === text;
    if (same) discard(aside);
    else renameSync(aside, path);
    return same;
  });
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function holderOf(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder> | null;
    const named = typeof value?.pid === 'number' && Number.isInteger(value.pid) && value.pid > 0
      && typeof value.host === 'string' && typeof value.started === 'string' && !Number.isNaN(Date.parse(value.started));
    return named ? { ...(value as Holder), processStart: value.processStart ?? null } : undefined;
  } catch {
    return undefined;
  }
}

function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
