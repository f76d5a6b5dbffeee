import {
  codeVersion, manifest, readManifest, sessionsOf, writeManifest, type Manifest, type ManifestInput, type Session,
} from './manifest.ts';
import { FolderLock, lockFolder } from './lock.ts';

/** What a session says of itself once it knows what it will do. */
export type SessionAbout = Pick<ManifestInput, 'scenario' | 'backend' | 'mode' | 'threads' | 'fingerprint' | 'ranks' | 'snapshots'> & {
  readonly counts: () => ManifestInput['counts'];
  readonly errorEstimate?: () => ManifestInput['errorEstimate'];
  readonly collisions?: () => ManifestInput['collisions'];
  readonly timing?: () => ManifestInput['timing'];
};

/**
 * A process's turn at a run folder: the lock, and its entry in the manifest. However the process ends, short of SIGKILL,
 * the manifest does not go on saying `running`.
 */
export class FolderSession {
  readonly folder: string;
  readonly started = new Date();
  private readonly lock: FolderLock;
  private about: SessionAbout | undefined;
  private earlier: readonly Session[] = [];
  private status = '';

  /** Throws a FileError when another process writes the folder. */
  constructor(folder: string) {
    this.folder = folder;
    this.lock = lockFolder(folder);
    open.add(this);
  }

  /** Who was killed here and left its lock, in words. */
  get takenFrom(): string | undefined {
    return this.lock.takenFrom;
  }

  /** Wall seconds since the session began. */
  elapsed(): number {
    return (Date.now() - this.started.getTime()) / 1000;
  }

  /** Says what the session will do: status `running`. `goesOn`: the sessions in the manifest were of the same run. */
  begin(about: SessionAbout, goesOn: boolean): void {
    this.earlier = goesOn ? sessionsOf(readManifest(this.folder)) : [];
    this.about = about;
    this.note('running');
  }

  /** Versions, other than this one, of the code that wrote the run so far. */
  otherVersions(): readonly string[] {
    const name = ({ version, commit, dirty }: Pick<Session, 'version' | 'commit' | 'dirty'>): string =>
      `${version}${commit ? ` (commit ${commit.slice(0, 10)}${dirty ? ' with uncommitted changes' : ''})` : ''}`;
    return [...new Set(this.earlier.map(name))].filter((other) => other !== name(codeVersion()));
  }

  /** Writes the manifest with this status. Throws a FileError, also when the folder has become somebody else's. */
  note(status: string): void {
    this.lock.requireOurs();
    if (!this.about) throw new Error('the session has not begun');
    const { counts, errorEstimate, collisions, timing, ...about } = this.about;
    const errors = errorEstimate?.();
    this.status = status;
    writeManifest(
      this.folder,
      manifest({
        ...about,
        ...(errors && { errorEstimate: errors }),
        collisions: collisions?.(),
        timing: timing?.(),
        counts: counts(),
        started: this.started,
        wallSeconds: this.elapsed(),
        status,
        earlier: this.earlier,
      }),
    );
  }

  /** Throws a FileError when the folder has become somebody else's. */
  requireOurs(): void {
    this.lock.requireOurs();
  }

  /** Gives the folder back. */
  release(): void {
    open.delete(this);
    this.lock.release();
  }

  /** The process ends in the middle: what can still be said is said. */
  abandon(): void {
    try {
      if (this.status === 'running') this.note('killed');
    } catch {
      // The manifest stays as it is; without a lock `running` means killed as well.
    }
    this.lock.release();
  }
}

const open = new Set<FolderSession>();
process.on('exit', () => {
  for (const session of open) session.abandon();
});

/** Runs `work` as the one writer of `folder`; `onNotice` hears of a lock that was left behind. Throws a FileError. */
export async function inSession<T>(
  folder: string, onNotice: ((text: string) => void) | undefined, work: (session: FolderSession) => T | Promise<T>,
): Promise<T> {
  const session = new FolderSession(folder);
  try {
    if (session.takenFrom) onNotice?.(`took over the lock of a run that was killed: ${session.takenFrom}`);
    return await work(session);
  } finally {
    session.release();
  }
}

/** Puts down in the manifest that a run, which can say nothing itself any more, was killed. Throws a FileError. */
export function noteKilled(folder: string): void {
  const found: Manifest | undefined = readManifest(folder);
  if (found?.status !== 'running') return;
  writeManifest(folder, { ...found, status: 'killed', ...(found.sessions && { sessions: sessionsOf(found) }) });
}
