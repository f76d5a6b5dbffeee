import {
  appendFileSync, closeSync, existsSync, fstatSync, mkdtempSync, openSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { discard, draftOf, makeFolder, readFully } from './disk.ts';
import { asFileError, FileError, onFile } from './file-error.ts';
import { lockName } from './lock.ts';

/** The files of a run folder. */
export const runFiles = {
  scenario: 'scenario.yaml',
  manifest: 'manifest.json',
  diagnostics: 'diagnostics.arrow',
  snapshots: 'snapshots.arrow',
  profiles: 'profiles.arrow',
  checkpoint: 'checkpoint.bin',
  /** The checkpoint before the last. */
  previous: 'checkpoint.previous.bin',
  log: 'log.jsonl',
  progress: 'progress.json',
} as const;

/** What a study writes beside its runs: one row a run, its parameters, its diagnostics at the end, and the verdicts. */
export const studyFile = 'summary.arrow';

export type RunFile = keyof typeof runFiles;

/** Files of the ranks behind the first, and of later stretches of the snapshots. */
const partName = /^(snapshots(-\d+)?(\.\d+)?\.arrow|checkpoint\.\d+\.\d+-of-\d+\.bin)$/;

/** Names in a run folder of the files of ranks behind the first. */
export const partsIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => partName.test(name) && name !== runFiles.snapshots);

/** The path of one file of the run folder `folder`. */
export const runPath = (folder: string, file: RunFile): string => join(folder, runFiles[file]);

/** The checkpoints that a run keeps, the last one first. */
export const checkpoints = ['checkpoint', 'previous'] as const;
export type CheckpointFile = (typeof checkpoints)[number];

/** Is there something to go on from? */
export const hasCheckpoint = (folder: string): boolean => lastCheckpoint(folder) !== undefined;

/** Path of the last checkpoint that a run has left. */
export const lastCheckpoint = (folder: string): string | undefined => checkpoints.map((file) => runPath(folder, file)).find(existsSync);

/**
 * Throws a FileError when a new run may not go into `folder`: a file, a place that takes no files, or, without `force`, a
 * folder with content.
 */
export function requireFreeFolder(folder: string, { force = false }: { readonly force?: boolean } = {}): void {
  if (folder.trim() === '') throw new FileError(`'${folder}'`, 'this is no name of a folder', 'give one with --out');
  onFile(folder, () => {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found?.isFile()) throw new FileError(folder, 'this is a file, not a folder', 'choose another folder with --out');
    requireWritable(found ? folder : dirname(resolve(folder)));
    if (found && !force && readdirSync(folder).some((name) => name !== lockName)) {
      throw new FileError(folder, 'the folder exists and is not empty', 'choose another with --out, or replace the run in it with --force');
    }
  });
}

/** Makes and removes a folder in `folder`, or in the first above it that exists: so what cannot be written is found out before any work. */
function requireWritable(folder: string): void {
  if (!existsSync(folder) && dirname(folder) !== folder) return requireWritable(dirname(folder));
  try {
    rmdirSync(mkdtempSync(join(folder, '.fuzzy-landau-')));
  } catch (error) {
    // A folder that is there and takes nothing: /proc.
    const nowhere = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw nowhere ? new FileError(folder, 'no files can be made here', 'choose another folder with --out') : asFileError(folder, error);
  }
}

/**
 * Makes the folder of a new run, parents included. An existing folder is taken only when nothing is in it, or with
 * `force`: then the files of the former run are removed, and nothing else. Throws a FileError.
 */
export function createRunFolder(folder: string, { force = false }: { readonly force?: boolean } = {}): void {
  requireFreeFolder(folder, { force });
  makeFolder(folder);
  for (const file of Object.keys(runFiles) as RunFile[]) {
    discard(runPath(folder, file));
    discard(draftOf(runPath(folder, file)));
  }
  for (const name of partsIn(folder)) discard(join(folder, name));
  // A folder that cannot be written to is found out now, not at the first output.
  onFile(folder, () => writeFileSync(runPath(folder, 'log'), ''));
}

/** Throws a FileError when `path` is a scenario file, which has to be run before there is anything to look at. */
export function requireNoScenario(path: string): void {
  if (!/\.ya?ml$/i.test(path) || !statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  const advice = basename(path) === runFiles.scenario && existsSync(runPath(dirname(path), 'diagnostics'))
    ? `give the run folder that it is in: ${dirname(path)}`
    : `run it first, then give the folder that the run has written: fuzzy-landau run ${path}`;
  throw new FileError(path, 'this is a scenario, not a run', advice);
}

/** Throws a FileError when `folder` is no run folder: it must exist and hold a file of a run (one killed at once left its lock). */
export function requireRunFolder(folder: string): void {
  requireNoScenario(folder);
  if (statSync(folder, { throwIfNoEntry: false })?.isFile()) {
    throw new FileError(folder, 'this is a file', `give the run folder that it is in: ${dirname(folder)}`);
  }
  const names = onFile(folder, () => readdirSync(folder));
  if (!names.some((name) => name === lockName || Object.values<string>(runFiles).includes(name))) {
    if (names.includes(studyFile))
      throw new FileError(folder, 'this is the folder of a study, not of a run', 'give one of the runs in it (report takes the study too)');
    throw new FileError(folder, 'this is not a run folder', `expected ${runFiles.scenario} and ${runFiles.diagnostics} in it`);
  }
}

/** How to begin anew in a folder whose run cannot go on, as words and a command. */
export const startAgain = (folder: string): string => (existsSync(runPath(folder, 'scenario'))
  ? `start it again: fuzzy-landau run ${runPath(folder, 'scenario')} --out ${folder} --force`
  : 'start the run again, with --force');

/** Adds one JSON line to the run's log. Throws a FileError. */
export function logLine(folder: string, entry: object): void {
  const path = runPath(folder, 'log');
  onFile(path, () => appendFileSync(path, `${endsInsideLine(path) ? '\n' : ''}${JSON.stringify(entry)}\n`));
}

/** The entries of the run's log; a line torn by a kill is left out. Empty when there is no log. */
export function readLog(folder: string): unknown[] {
  const path = runPath(folder, 'log');
  if (!statSync(path, { throwIfNoEntry: false })) return [];
  return onFile(path, () => readFileSync(path, 'utf8')).split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
}

/** Did a kill tear the last line? */
function endsInsideLine(path: string): boolean {
  const descriptor = openSync(path, 'a+');
  try {
    const { size } = fstatSync(descriptor);
    const last = new Uint8Array(1);
    return size > 0 && readFully(descriptor, last, size - 1) === 1 && last[0] !== 10;
  } finally {
    closeSync(descriptor);
  }
}
