import { createHash } from 'node:crypto';
import { chmodSync, fstatSync, lstatSync, mkdirSync, openSync, closeSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { NativeUnavailable } from './unavailable.ts';

/**
 * Compiled libraries of this user, by content: KEY-DIGEST.so, where KEY stands for everything that the library is made from
 * and DIGEST for its bytes. What lies there is run as our code, so the folder and the file must be this user's, and nobody
 * else's to write.
 */

const digestOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex').slice(0, 32);

/** Stands for everything that a library is made from. */
export const keyOf = (parts: readonly string[]): string => digestOf(JSON.stringify(parts));

/** $XDG_CACHE_HOME/fuzzy-landau/native, or the same in ~/.cache (XDG Base Directory Specification: relative paths do not count). */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const asked = environment.XDG_CACHE_HOME;
  return join(asked && isAbsolute(asked) ? asked : join(homedir(), '.cache'), 'fuzzy-landau', 'native');
}

const advice = 'set XDG_CACHE_HOME to a folder of your own';

/** Makes the folder, private, where it is missing. Throws NativeUnavailable when it cannot be had or is not private. */
export function openCache(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new NativeUnavailable(`the folder ${folder} for them cannot be made`, advice, cause);
  }
  const { uid, mode } = lstatSync(folder);
  if (!lstatSync(folder).isDirectory()) throw new NativeUnavailable(`${folder} is not a folder of its own`, advice);
  if (uid !== process.getuid?.()) throw new NativeUnavailable(`the folder ${folder} belongs to somebody else`, advice);
  if ((mode & 0o077) !== 0) throw new NativeUnavailable(`others may use the folder ${folder}`, `chmod 700 ${folder}`);
}

/** The library of a key: a file of ours that nobody else may write and whose bytes are those that were put there. */
export function cached(folder: string, key: string): string | undefined {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith(`${key}-`) && isOurs(path) && name === `${key}-${digestOf(readFileSync(path))}.so`) return path;
  }
  return undefined;
}

function isOurs(path: string): boolean {
  if (!lstatSync(path).isFile()) return false;
  const file = openSync(path, 'r');
  try {
    const { uid, mode } = fstatSync(file);
    return uid === process.getuid?.() && (mode & 0o022) === 0;
  } finally {
    closeSync(file);
  }
}

/** A path in the cache folder that no other process writes to. */
export const draft = (folder: string, key: string): string => join(folder, `.${key}-${process.pid}-${Date.now()}`);

/** Takes a finished draft into the cache in one move; its path there. */
export function keep(folder: string, key: string, path: string): string {
  chmodSync(path, 0o600);
  const kept = join(folder, `${key}-${digestOf(readFileSync(path))}.so`);
  renameSync(path, kept);
  return kept;
}

/** An hour: drafts older than that were left by a process that was killed. */
const abandoned = 3_600_000;

/** Removes what killed processes have left. */
export function tidy(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith('.'))) {
    const path = join(folder, name);
    try {
      if (Date.now() - lstatSync(path).mtimeMs > abandoned) rmSync(path, { force: true });
    } catch {
      // Another process was quicker.
    }
  }
}
