import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { describeTable } from '../io/arrow-reader.ts';
import { FileError } from '../io/file-error.ts';
import { readManifest } from '../io/manifest.ts';
import { requireRunFolder, runPath } from '../io/run-folder.ts';
import { runStatus } from '../io/run-status.ts';
import { densityPath } from '../run/grid-run.ts';
import { pageHtml } from './html.ts';
import { escaped } from './page/numbers.js';
import { pageOfRun, type ReportOptions } from './report.ts';

/** The page of a run as it is now. */
export interface Snapshot {
  readonly html: string;
  /** Another text whenever the page is another one. */
  readonly tag: string;
}

/** Making a page may take this share of the time: a run next to it should not feel being watched. */
const share = 0.2;

/**
 * The page of a run folder that is written to: made anew when its files have changed, but no more often than a fifth of
 * one core allows. The statements are judged once the run has ended. Throws a FileError when `folder` is no run folder.
 * @param now milliseconds
 */
export function livePage(folder: string, options: Omit<ReportOptions, 'out' | 'figures'>, now = Date.now): () => Promise<Snapshot> {
  requireRunFolder(folder);
  let last: (Snapshot & { readonly state: string }) | undefined;
  let nextAt = 0;
  let making: Promise<Snapshot> | undefined;

  async function made(): Promise<Snapshot> {
    const { state, ended } = stateOf(folder);
    // What was judged is judged: that page comes second, so that the pictures need not wait for it.
    const wanted = ended && last?.state.startsWith(state) ? `${state} judged` : state;
    if (last && (last.state === wanted || now() < nextAt)) return last;
    const began = now();
    const judged = wanted !== state;
    const html = await pageNow(folder, { ...options, verify: judged ? options.verify : undefined });
    nextAt = now() + (now() - began) / share;
    last = { html, state: wanted, tag: createHash('sha256').update(html).digest('base64url').slice(0, 22) };
    return last;
  }
  return () => (making ??= made().finally(() => (making = undefined)));
}

/** Sizes and times of what the page is made from, and whether the run has ended. */
function stateOf(folder: string): { state: string; ended: boolean } {
  const files = [runPath(folder, 'diagnostics'), runPath(folder, 'snapshots'), densityPath(folder), runPath(folder, 'manifest')];
  const status = statusOf(folder);
  const stamps = files.map((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found ? `${found.size} ${found.mtimeMs}` : '-';
  });
  return { state: [status, ...stamps].join(' | '), ended: !status.startsWith('running') };
}

/** How the run stands; that of a manifest being replaced is told by the next look. */
export function statusOf(folder: string): string {
  try {
    return runStatus(folder, readManifest(folder));
  } catch (error) {
    if (error instanceof FileError) return `running (${error.message})`;
    throw error;
  }
}

/** The run's page, or one that says what it waits for. */
async function pageNow(folder: string, options: Omit<ReportOptions, 'out' | 'figures'>): Promise<string> {
  try {
    if (hasRows(folder)) return (await pageOfRun(folder, { ...options, live: true })).html;
  } catch (error) {
    // A table that is being replaced; the next look finds it whole.
    if (!(error instanceof FileError)) throw error;
    return waiting(folder, error.message);
  }
  return waiting(folder, 'waiting for its first output');
}

function hasRows(folder: string): boolean {
  const path = runPath(folder, 'diagnostics');
  return statSync(path, { throwIfNoEntry: false }) !== undefined && describeTable(path).rows > 0;
}

const waiting = (folder: string, why: string): string => pageHtml({
  title: basename(resolve(folder)), lead: `<p class="soft">${escaped(statusOf(folder))}: ${escaped(why)}.</p>`,
  parts: [], footer: '', data: {}, live: true,
});
