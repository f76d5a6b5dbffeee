import { basename, extname, join } from 'node:path';
import type { EngineOptions } from '../../run/engine.ts';
import { exitCodes, UsageError, type Command } from '../command.ts';
import {
  backendOption, isSet, jsonOption, listOf, numberOf, quietOption, reproducibleOption, scenarioPositional, setOption, textOf, threadsOf,
  threadsOption,
} from '../options.ts';

export default {
  name: 'converged',
  summary: 'Is a run converged? Runs coarser and finer twins of a scenario and estimates the error of its own results',
  example: 'converged damping-1x2v',
  positionals: [scenarioPositional],
  options: {
    tolerance: { type: 'string', requiresArg: true, describe: 'Relative error that counts as converged [default: 1e-3]' },
    out: { type: 'string', requiresArg: true, describe: 'Folder of the runs [default: runs/NAME-converged]' },
    set: setOption, threads: threadsOption, backend: backendOption, reproducible: reproducibleOption, quiet: quietOption, json: jsonOption,
  },
  async run(args, terminal) {
    const tolerance = numberOf(args, 'tolerance') ?? 1e-3;
    if (!(tolerance > 0)) throw new UsageError(`--tolerance: expected a number > 0, found ${textOf(args, 'tolerance')}`);
    const file = textOf(args, 'SCENARIO')!;
    const { checkConvergence } = await import('../../study/converged.ts');
    const { convergedText } = await import('../converged-text.ts');
    const { interruptible } = await import('../interrupt.ts');
    const threads = threadsOf(args);
    let code: () => number = () => exitCodes.done;
    const result = await interruptible(terminal, (interruption) => {
      code = interruption.code;
      return checkConvergence(file, listOf(args, 'set'), {
        tolerance, threads, out: textOf(args, 'out') ?? join('runs', `${basename(file, extname(file))}-converged`),
        backend: textOf(args, 'backend') as EngineOptions['backend'], reproducible: isSet(args, 'reproducible'),
        interrupted: interruption.stopped,
        onRun: (folder, status, done, total) => isSet(args, 'quiet') || terminal.err(`${done} of ${total}  ${folder}: ${status}\n`),
      });
    });
    terminal.out(isSet(args, 'json') ? `${JSON.stringify(result, null, 2)}\n` : convergedText(result));
    return result.verdict === 'interrupted' ? code() : exitCodes.done;
  },
} satisfies Command;
