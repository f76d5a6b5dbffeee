import { readTable } from '../io/arrow-reader.ts';
import { lastCheckpoint, runPath } from '../io/run-folder.ts';
import { shown } from '../math/shown.ts';
import type { RunOptions } from '../run/run.ts';
import { RunStopped } from '../run/run-stopped.ts';
import type { RunSummary } from '../run/summary.ts';
import { exitCodes, type Arguments, type Terminal } from './command.ts';
import { interruptible } from './interrupt.ts';
import { isSet, textOf } from './options.ts';
import { progressLine } from './progress.ts';
import { summaryText } from './summary-text.ts';
import { outOfTime } from './wall-time.ts';

type Session = Pick<RunOptions, 'interrupted' | 'checkpointWanted' | 'onProgress' | 'onNotice' | 'onStage'>;

/**
 * What `run` and `resume` have in common: progress on stderr, Ctrl-C, the summary on stdout, the exit code.
 * `folder` is where the run lives. A run that would not be over in time (`--wall-time`) stops early, resumable.
 */
export async function runSession(
  folder: string,
  args: Arguments,
  terminal: Terminal,
  work: (session: Session) => Promise<RunSummary>,
): Promise<number> {
  const late = outOfTime(textOf(args, 'wall-time'));
  let timeIsOver = false;
  const progress = isSet(args, 'quiet') ? undefined : progressLine(terminal);
  try {
    let stoppedWith: () => number = () => exitCodes.done;
    const onNotice = (text: string): void => {
      progress?.finish();
      terminal.err(`note: ${text}\n`);
    };
    const summary = await interruptible(terminal, ({ stopped, checkpointWanted, code }) => {
      stoppedWith = () => (timeIsOver ? exitCodes.resumable : code());
      const interrupted = (): boolean => stopped() || (timeIsOver ||= late());
      const onStage = progress && ((text: string): void => terminal.err(`${text}\n`));
      return work({ interrupted, checkpointWanted, onProgress: progress?.show, onNotice, onStage });
    });
    progress?.finish();
    if (summary.unchanged) {
      const at = `the run is at t = ${shown(summary.time)}`;
      terminal.err(`nothing to do: ${at}, and its files are as they were; --until with a later time goes on\n`);
      if (isSet(args, 'json')) terminal.out(`${JSON.stringify(summary, null, 2)}\n`);
      return exitCodes.done;
    }
    terminal.out(
      isSet(args, 'json')
        ? `${JSON.stringify(summary, null, 2)}\n`
        : summaryText(summary, terminal.bars ? readTable(runPath(folder, 'diagnostics')).columns : {}),
    );
    if (summary.status !== 'interrupted') return exitCodes.done;
    terminal.err(`${timeIsOver ? 'its time is over' : 'interrupted'}; go on with: fuzzy-landau resume ${folder}\n`);
    return stoppedWith();
  } catch (error) {
    progress?.finish();
    if (!(error instanceof RunStopped)) throw error;
    terminal.err(`the run stopped itself: ${error.message}\n${whatIsLeft(error)}\n`);
    return error.exitCode;
  }
}

function whatIsLeft({ folder }: RunStopped): string {
  if (folder === undefined) return 'Nothing had been written.';
  const last = lastCheckpoint(folder);
  if (!last) return `No checkpoint had been written; the outputs are in ${folder}.`;
  return `The last good checkpoint is ${last}; the outputs up to then are in ${folder}.`;
}
