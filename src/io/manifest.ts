import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeAtomically } from './disk.ts';
import { FileError, onFile } from './file-error.ts';
import { runPath } from './run-folder.ts';

/** Which code: the packaged version, and the commit when it runs from a checkout (`dirty`: with uncommitted changes). */
export interface CodeVersion {
  readonly version: string;
  readonly commit: string | null;
  readonly dirty: boolean | null;
}

/** How the run was computed, as far as it can change the numbers. */
export interface Computation {
  readonly backend: string;
  /** For example `reproducible` or `fast`. */
  readonly mode: string;
}

/** Where the numbers come from: the part of the manifest that is the same for the same run, whenever and on however many
 *  threads it is made. It goes into the metadata of the tables. */
export interface Provenance extends CodeVersion, Computation {
  readonly software: 'fuzzy-landau';
}

export interface ManifestInput extends Computation {
  readonly scenario: string;
  readonly threads: number;
  /** When the run began. */
  readonly started: Date;
  readonly wallSeconds: number;
  /** `running`, `done`, `stopped: ...`. */
  readonly status: string;
  /** Numbers worth knowing: particles, steps, rows, ... */
  readonly counts: Readonly<Record<string, number>>;
  /** What the results may be off by, where the solver says so. */
  readonly errorEstimate?: ErrorFigures;
}

type ErrorFigures = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/** `manifest.json`. */
export interface Manifest extends Provenance {
  readonly scenario: string;
  readonly status: string;
  readonly threads: number;
  readonly started: string;
  readonly wallSeconds: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly errorEstimate?: ErrorFigures;
  readonly machine: {
    readonly node: string;
    readonly platform: string;
    readonly arch: string;
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
  };
}

let known: CodeVersion | undefined;

/** The version of this code. Asks git once; never fails: without git the commit is null. */
export function codeVersion(): CodeVersion {
  known ??= findCodeVersion();
  return known;
}

export const provenance = ({ backend, mode }: Computation): Provenance =>
  ({ software: 'fuzzy-landau', ...codeVersion(), backend, mode });

export function manifest(input: ManifestInput): Manifest {
  const { scenario, status, threads, started, wallSeconds, counts, errorEstimate } = input;
  const processors = cpus();
  return {
    ...provenance(input),
    scenario,
    status,
    threads,
    started: started.toISOString(),
    wallSeconds,
    counts,
    ...(errorEstimate && { errorEstimate }),
    machine: {
      node: process.version,
      platform: platform(),
      arch: arch(),
      cpu: processors[0]?.model.trim() ?? 'unknown',
      cores: processors.length || availableParallelism(),
      memoryBytes: totalmem(),
    },
  };
}

/** Replaces the manifest of a run folder in one move. Throws a FileError. */
export function writeManifest(folder: string, content: Manifest): void {
  writeAtomically(runPath(folder, 'manifest'), [Buffer.from(`${JSON.stringify(content, null, 2)}\n`)]);
}

/** Reads the manifest of a run folder; undefined when there is none. Throws a FileError when it is no JSON. */
export function readManifest(folder: string): Manifest | undefined {
  const path = runPath(folder, 'manifest');
  if (!existsSync(path)) return undefined;
  const text = onFile(path, () => readFileSync(path, 'utf8'));
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    throw new FileError(path, 'the manifest is no JSON', 'remove it; the tables of the run can still be read');
  }
}

function findCodeVersion(): CodeVersion {
  const root = packageRoot(dirname(fileURLToPath(import.meta.url)));
  if (root === undefined) return { version: 'unknown', commit: null, dirty: null };
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', root, ...words], { encoding: 'utf8', timeout: 5000, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    // Installed inside somebody else's repository, git would answer for theirs.
    if (realpathSync(git('rev-parse', '--show-toplevel')) !== realpathSync(root)) return { version, commit: null, dirty: null };
    return { version, commit: git('rev-parse', 'HEAD'), dirty: git('status', '--porcelain', '--untracked-files=no') !== '' };
  } catch {
    return { version, commit: null, dirty: null };
  }
}

/** The folder of our package.json, above the sources as well as above the compiled files. */
function packageRoot(folder: string): string | undefined {
  const path = join(folder, 'package.json');
  if (existsSync(path) && (JSON.parse(readFileSync(path, 'utf8')) as { name?: string }).name === 'fuzzy-landau') return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : packageRoot(parent);
}
