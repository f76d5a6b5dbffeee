import { basename, extname, join } from 'node:path';
import type { EngineOptions } from '../../run/engine.ts';
import { studyFile } from '../../io/run-folder.ts';
import { Refusal } from '../../refusal.ts';
import type { StudyRun } from '../../study/study.ts';
import { exitCodes, UsageError, type Arguments, type Command, type Terminal } from '../command.ts';
import {
  backendOption, isSet, jsonOption, listOf, numberOf, quietOption, reproducibleOption, setOption, textOf, threadsOf, threadsOption,
} from '../options.ts';
import { outOfTime } from '../wall-time.ts';

export default {
  name: 'study',
  summary: 'A parameter sweep: every combination of values in a run folder of its own, and one summary table',
  example: 'study localised-1x2v --vary equation.kappa.width=0.4,0.8',
  positionals: [
    { name: 'SCENARIO', description: "Scenario file (YAML), or the name of a shipped scenario; or 'collect'" },
    { name: 'DIR', description: 'With collect: the folder of a study whose tasks have run', optional: true },
  ],
  options: {
    vary: { type: 'string', array: true, requiresArg: true, describe: 'path=a,b,c: the values a scenario value takes; may be repeated' },
    jobs: { type: 'string', requiresArg: true, describe: 'Runs at a time [default: 1]' },
    out: { type: 'string', requiresArg: true, describe: 'Folder of the study [default: runs/NAME-study]' },
    task: { type: 'string', requiresArg: true, describe: 'Make a share of the runs only, number 0 ... tasks - 1 (job arrays)' },
    tasks: { type: 'string', requiresArg: true, describe: 'Number of shares' },
    slurm: { type: 'boolean', describe: 'Print an sbatch script that makes the study as a job array, and run nothing' },
    set: setOption,
    threads: { ...threadsOption, describe: 'Worker threads of a run [default: number of cores over jobs]' },
    backend: backendOption, reproducible: reproducibleOption, quiet: quietOption, json: jsonOption,
  },
  async run(args, terminal) {
    const jobs = numberOf(args, 'jobs') ?? 1;
    if (!Number.isInteger(jobs) || jobs < 1) throw new UsageError(`--jobs: expected a whole number > 0, found ${textOf(args, 'jobs')}`);
    const file = textOf(args, 'SCENARIO')!;
    const folder = textOf(args, 'DIR');
    if (file === 'collect') return collect(folder, args, terminal);
    if (folder !== undefined) throw new UsageError(`unexpected argument '${folder}'; only study collect takes a folder`);
    const { readVariation, runStudy } = await import('../../study/study.ts');
    const variations = listOf(args, 'vary').map((text) => {
      try {
        return readVariation(text);
      } catch (error) {
        throw error instanceof Refusal ? new UsageError(`--vary: ${error.message}`) : error;
      }
    });
    if (variations.length === 0) throw new UsageError('expected at least one --vary path=value,value,...');
    const { interruptible } = await import('../interrupt.ts');
    const { studyText } = await import('../study-text.ts');
    const out = textOf(args, 'out') ?? join('runs', `${basename(file, extname(file))}-study`);
    const share = shareOf(args);
    if (isSet(args, 'slurm')) {
      const { slurmScript } = await import('../slurm-script.ts');
      const words = [file, ...listOf(args, 'vary').flatMap((text) => ['--vary', text]), '--out', out];
      const more = [...listOf(args, 'set').flatMap((text) => ['--set', text]), ...(isSet(args, 'reproducible') ? ['--reproducible'] : [])];
      const runs = variations.reduce((product, { values }) => product * values.length, 1);
      terminal.out(slurmScript(basename(out), [...words, ...more], out, numberOf(args, 'tasks') ?? runs));
      return exitCodes.done;
    }
    const late = outOfTime(undefined);
    const threads = textOf(args, 'threads') === undefined ? Math.max(1, Math.floor(threadsOf(args) / jobs)) : threadsOf(args);
    const quiet = isSet(args, 'quiet');
    let [stopped, timeIsOver] = [false, false];
    let stoppedWith: () => number = () => exitCodes.done;
    const runs = await interruptible(terminal, (interruption) => {
      stoppedWith = () => (timeIsOver ? exitCodes.resumable : interruption.code());
      return runStudy(file, listOf(args, 'set'), variations, {
        out, jobs, threads, backend: textOf(args, 'backend') as EngineOptions['backend'], reproducible: isSet(args, 'reproducible'),
        interrupted: () => (stopped ||= interruption.stopped() || (timeIsOver ||= late())), share,
        onRun: ({ folder, status }, done, total) => quiet || terminal.err(`${done} of ${total}  ${folder}: ${status}\n`),
      });
    });
    terminal.out(
      isSet(args, 'json') ? `${JSON.stringify({ folder: out, variations, runs }, null, 2)}\n` : studyText(out, variations, runs, !share),
    );
    if (stopped) {
      terminal.err('interrupted; the same command goes on with it\n');
      return stoppedWith();
    }
    if (!share) await sayLeft(out, runs, terminal);
    // Every run is in the table; a script should still notice that some did not reach their end.
    return runs.every(({ status }) => status === 'done') ? exitCodes.done : exitCodes.stopped;
  },
} satisfies Command;

/** Task and number of tasks, both or neither. Throws a UsageError. */
function shareOf(args: Arguments): { task: number; tasks: number } | undefined {
  const [task, tasks] = [numberOf(args, 'task'), numberOf(args, 'tasks')];
  if (task === undefined && (tasks === undefined || isSet(args, 'slurm'))) return undefined;
  if (task === undefined || tasks === undefined) throw new UsageError('expected --task and --tasks together');
  if (!Number.isInteger(tasks) || tasks < 1) throw new UsageError(`--tasks: expected a whole number > 0, found ${textOf(args, 'tasks')}`);
  if (!Number.isInteger(task) || task < 0 || task >= tasks) {
    throw new UsageError(`--task: expected a whole number from 0 to ${tasks - 1}, found ${textOf(args, 'task')}`);
  }
  return { task, tasks };
}

/** What an earlier study has left in the folder, which is no part of this one: its page, and runs. */
async function sayLeft(folder: string, runs: readonly StudyRun[], terminal: Terminal): Promise<void> {
  const { otherRuns } = await import('../../study/study.ts');
  const { isStudyReportStale, reportPath } = await import('../../io/report-mark.ts');
  if (isStudyReportStale(folder)) {
    terminal.err(`note: ${reportPath(folder)} shows an earlier summary; fuzzy-landau report ${folder} makes it anew\n`);
  }
  const left = otherRuns(folder, runs);
  if (left.length === 0) return;
  const shown = `${left.slice(0, 5).join(', ')}${left.length > 5 ? `, ... (${left.length})` : ''}`;
  terminal.err(`note: left beside in ${folder} by an earlier study, and not in ${studyFile}: ${shown}; remove what is not wanted\n`);
}

/** Judges the runs that the tasks of a study have made. */
async function collect(folder: string | undefined, args: Arguments, terminal: Terminal): Promise<number> {
  if (folder === undefined) throw new UsageError('study collect: expected the folder of a study');
  const { collectStudy } = await import('../../study/study.ts');
  const { studyText } = await import('../study-text.ts');
  const { variations, runs } = collectStudy(folder);
  terminal.out(isSet(args, 'json') ? `${JSON.stringify({ folder, variations, runs }, null, 2)}\n` : studyText(folder, variations, runs));
  await sayLeft(folder, runs, terminal);
  const all = variations.reduce((product, { values }) => product * values.length, 1);
  if (runs.length < all) terminal.err(`${all - runs.length} of ${all} runs have not begun\n`);
  return runs.length === all && runs.every(({ status }) => status === 'done') ? exitCodes.done : exitCodes.stopped;
}
