import { FolderSession } from '../io/folder-session.ts';
import type { Ranks } from '../ranks-contract.ts';
import { together } from '../ranks/together.ts';

/** A run's turn at its folder, as those who drive the run see it. */
export type Turn = Pick<FolderSession, 'elapsed' | 'begin' | 'otherVersions' | 'note' | 'requireOurs'>;

/** The ranks behind the first one leave the lock and the manifest to it. */
function following(): Turn {
  const started = Date.now();
  return {
    elapsed: () => (Date.now() - started) / 1000,
    begin() {},
    otherVersions: () => [],
    note() {},
    requireOurs() {},
  };
}

/**
 * Runs `work` as the one writer of `folder`, one run of many ranks included; `onNotice` hears of a lock that was left behind.
 * Throws a FileError.
 */
export async function inTurn<T>(
  ranks: Ranks, folder: string, onNotice: ((text: string) => void) | undefined, work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const session = together(ranks, () => (ranks.rank === 0 ? new FolderSession(folder) : undefined));
  try {
    if (session?.takenFrom) onNotice?.(`took over the lock of a run that was killed: ${session.takenFrom}`);
    return await work(session ?? following());
  } finally {
    session?.release();
  }
}
