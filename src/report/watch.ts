import { progressLine } from '../io/run-status.ts';
import { livePage, statusOf } from './live-page.ts';
import { servePage } from './live-server.ts';
import type { ReportOptions } from './report.ts';

export interface WatchOptions extends Pick<ReportOptions, 'compare' | 'exact' | 'verify'> {
  /** Port on 127.0.0.1; a free one when absent. */
  readonly port?: number;
  /** The run has ended, and how; the page stays. */
  readonly onEnd?: (status: string) => void;
  /** An error of ours while the page was made. */
  readonly onError?: (error: unknown) => void;
}

export interface Watch {
  /** Where the page is, on this machine alone and under a secret path. */
  readonly address: string;
  close(): Promise<void>;
}

/** Milliseconds between two looks at whether the run has ended. */
const every = 500;

/**
 * Serves the report page of a run folder, which follows the run while it goes on, until it is closed. Rejects with a FileError
 * when `folder` is no run folder, and a Refusal when the port is taken.
 */
export async function watchRun(folder: string, options: WatchOptions = {}): Promise<Watch> {
  const { port = 0, onEnd, onError = () => {}, ...page } = options;
  const server = await servePage(livePage(folder, page), { port, progress: () => progressLine(folder) ?? '', onError });
  let before = statusOf(folder);
  const timer = setInterval(() => {
    const status = statusOf(folder);
    if (before.startsWith('running') && !status.startsWith('running')) onEnd?.(status);
    before = status;
  }, every);
  return {
    address: server.address,
    close: () => {
      clearInterval(timer);
      return server.close();
    },
  };
}
