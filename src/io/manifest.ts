import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { arch, availableParallelism, cpus, hostname, platform, totalmem } from 'node:os';
import { writeAtomically } from './disk.ts';
import { FileError, onFile } from './file-error.ts';
import { isManifest } from './manifest-shape.ts';
import { packageRoot, packageVersion } from './package-root.ts';
import type { TimedPart } from '../stopwatch.ts';
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

/** Where the wall time of one session has gone, as its first rank saw it. Seconds, unless said otherwise. */
export interface Timing {
  /** From the reading of the scenario on; `parts` add up to it. */
  readonly seconds: number;
  /** Of each thing that time goes to (`src/stopwatch.ts` says what belongs to which). */
  readonly parts: Readonly<Record<TimedPart, number>>;
  /** Steps of this session. */
  readonly steps: number;
  /** Particles times steps for each second and core of the time without `start` and `output`. */
  readonly particleSteps: number;
  /** Pairs of direct sums for each second and core of those sums; absent where there were none. */
  readonly pairs?: number;
  /** By how much (1: as much again) the busiest thread of a task works longer than the mean of them; the same of ranks. */
  readonly imbalance: { readonly threads: number; readonly ranks?: number };
}

/** One process's part of a run. */
export interface Session extends CodeVersion, Computation {
  readonly started: string;
  readonly wallSeconds: number;
  readonly threads: number;
  readonly status: string;
  readonly host: string;
  /** Version of Node. */
  readonly node: string;
  /** Processes, when there were several. */
  readonly ranks?: number;
  /** Absent in grid runs and in manifests of older versions. */
  readonly timing?: Timing;
}

/** What the maker of a manifest says, and a manifest then says. What is absent is not written. */
interface Told {
  /** Particle runs: why these kernels compute. */
  readonly kernels?: string;
  readonly scenario: string;
  /** What the tables and the checkpoint of this run, and of no other, say; absent where there is none. */
  readonly fingerprint?: string;
  /** `running`, `done`, `stopped: ...`. */
  readonly status: string;
  readonly threads: number;
  /** Numbers worth knowing: particles, steps, rows, ... */
  readonly counts: Readonly<Record<string, number>>;
  /** What the results may be off by, where the solver says so. */
  readonly errorEstimate?: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
  /** What the collisions say of themselves: a Galerkin score its space, the spaces tried at t = 0, its sums and remaps. */
  readonly collisions?: Readonly<Record<string, unknown>>;
  /** Processes that share the particles, when they are several; `threads` are those of each. */
  readonly ranks?: number;
  /** The files of the snapshots, where they are not one. */
  readonly snapshots?: readonly Stretch[];
  readonly timing?: Timing;
}

export interface ManifestInput extends Computation, Told {
  /** When the session began, and how long it has taken. */
  readonly started: Date;
  readonly wallSeconds: number;
  /** The sessions before this one, oldest first; none when absent. */
  readonly earlier?: readonly Session[];
}

/**
 * Record batches of the snapshots from number `from` on, up to the next stretch. The files lie side by side: each holds the
 * rows of one rank, in the order of ranks.
 */
export interface Stretch {
  readonly from: number;
  readonly files: readonly string[];
}

/** `manifest.json`. Code, computation, status, threads, ranks, timing and machine are those of the last session. */
export interface Manifest extends Provenance, Told {
  /** When the first session began. */
  readonly started: string;
  /** Of all sessions together. */
  readonly wallSeconds: number;
  /** Every session, oldest first; absent in manifests of older versions. */
  readonly sessions?: readonly Session[];
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

export function manifest({ started, wallSeconds, earlier = [], ...told }: ManifestInput): Manifest {
  const { kernels, scenario, fingerprint, status, threads, counts, errorEstimate, collisions, ranks, snapshots, timing } = told;
  const { backend, mode } = told;
  const processors = cpus();
  const session: Session = {
    started: started.toISOString(), wallSeconds, threads, status, host: hostname(), node: process.version, ...codeVersion(), backend, mode,
    ranks, timing,
  };
  const sessions = [...earlier, session];
  return {
    ...provenance(told), kernels, scenario, fingerprint, status, threads, started: sessions[0].started,
    wallSeconds: sessions.reduce((sum, one) => sum + one.wallSeconds, 0), counts, sessions, errorEstimate, collisions, ranks, snapshots,
    timing,
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

/** Reads the manifest of a run folder; undefined when there is none. Throws a FileError when it is none, or damaged. */
export function readManifest(folder: string): Manifest | undefined {
  const path = runPath(folder, 'manifest');
  if (!existsSync(path)) return undefined;
  const text = onFile(path, () => readFileSync(path, 'utf8'));
  const found = parsedJson(text);
  if (isManifest(found)) return found as Manifest;
  const problem = found === undefined ? 'the manifest is no JSON' : 'the manifest is damaged';
  throw new FileError(path, problem, 'remove it; the tables of the run can still be read');
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The sessions that a manifest tells of; one of an older version tells of its last. A session left `running` was killed. */
export function sessionsOf(found: Manifest | undefined): readonly Session[] {
  if (!found) return [];
  const { started, wallSeconds, threads, status, version, commit, dirty, backend, mode } = found;
  const { node } = found.machine;
  const only = { started, wallSeconds, threads, status, host: 'unknown', node, version, commit, dirty, backend, mode };
  return (found.sessions ?? [only]).map((session) => (session.status === 'running' ? { ...session, status: 'killed' } : session));
}

function findCodeVersion(): CodeVersion {
  const root = packageRoot();
  const version = packageVersion();
  if (root === undefined) return { version, commit: null, dirty: null };
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
