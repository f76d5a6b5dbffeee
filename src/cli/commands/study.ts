import { basename, extname, join } from 'node:path';
import type { EngineOptions } from '../../run/engine.ts';
import { Refusal } from '../../refusal.ts';
import type { Command } from '../command.ts';
import { exitCodes, UsageError } from '../command.ts';
import {
  backendOption,
  isSet,
  jsonOption,
  listOf,
  numberOf,
  quietOption,
  reproducibleOption,
  setOption,
  textOf,
  threadsOf,
  threadsOption,
} from '../options.ts';

const study: Command = {
  name: 'study',
  summary: 'A parameter sweep: every combination of values in a run folder of its own, and one summary table',
  positionals: [{ name: 'SCENARIO', description: 'Scenario file (YAML), or the name of a shipped scenario' }],
  options: {
    vary: { type: 'string', array: true, requiresArg: true, describe: 'path=a,b,c: the values a scenario value takes; may be repeated' },
    jobs: { type: 'string', requiresArg: true, describe: 'Runs at a time [default: 1]' },
    out: { type: 'string', requiresArg: true, describe: 'Folder of the study [default: runs/NAME-study]' },
    set: setOption,
    threads: { ...threadsOption, describe: 'Worker threads of a run [default: number of cores over jobs]' },
    backend: backendOption, reproducible: reproducibleOption, quiet: quietOption, json: jsonOption,
  },
  async run(args, terminal) {
    const jobs = numberOf(args, 'jobs') ?? 1;
    if (!Number.isInteger(jobs) || jobs < 1) throw new UsageError(`--jobs: expected a whole number > 0, found ${textOf(args, 'jobs')}`);
    const file = textOf(args, 'SCENARIO')!;
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
    const threads = textOf(args, 'threads') === undefined ? Math.max(1, Math.floor(threadsOf(args) / jobs)) : threadsOf(args);
    const quiet = isSet(args, 'quiet');
    let stopped = false;
    let stoppedWith: () => number = () => exitCodes.done;
    const runs = await interruptible(terminal, (interruption) => {
      stoppedWith = interruption.code;
      return runStudy(file, listOf(args, 'set'), variations, {
        out, jobs, threads, backend: textOf(args, 'backend') as EngineOptions['backend'], reproducible: isSet(args, 'reproducible'),
        interrupted: () => (stopped ||= interruption.stopped()),
        onRun: ({ folder, status }, done, total) => quiet || terminal.err(`${done} of ${total}  ${folder}: ${status}\n`),
      });
    });
    terminal.out(
      isSet(args, 'json') ? `${JSON.stringify({ folder: out, variations, runs }, null, 2)}\n` : studyText(out, variations, runs),
    );
    if (stopped) {
      terminal.err('interrupted; the same command goes on with it\n');
      return stoppedWith();
    }
    // Every run is in the table; a script should still notice that some did not reach their end.
    return runs.every(({ status }) => status === 'done') ? exitCodes.done : exitCodes.stopped;
  },
};
export default study;
